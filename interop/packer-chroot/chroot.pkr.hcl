# An image made inside of a server of ours, without launching another: the base's disk is plugged in, changed, and plugged out.

variable "base" {}

source "amazon-chroot" "inside" {
  custom_endpoint_ec2     = "http://169.254.169.252"
  region                  = "us-east-1"
  source_ami              = var.base
  ami_name                = "inside"
  ami_virtualization_type = "hvm"
  root_volume_size        = 3
  # In the base it is a link to what runs there.
  copy_files              = []
  tags                    = { made = "inside" }
}

build {
  sources = ["source.amazon-chroot.inside"]

  provisioner "shell" {
    inline = ["echo 'made inside' >/etc/made-inside", "dpkg-query --show --showformat '$${Package}\\n' cloud-init"]
  }
}
