# A server image as people build them: a real Debian, a package installed, shared, copied into a second region.

variable "endpoint" {}

source "amazon-ebs" "web" {
  custom_endpoint_ec2   = var.endpoint
  ami_name              = "web"
  ami_description       = "made of {{ .SourceAMIName }} in {{ .BuildRegion }}"
  instance_type         = "t3.small"
  ssh_username          = "debian"
  ssh_timeout           = "15m"
  ena_support           = true
  ami_regions           = ["eu-west-1"]
  ami_users             = ["222222222222"]
  snapshot_users        = ["222222222222"]
  force_deregister      = true
  force_delete_snapshot = true
  source_ami_filter {
    filters     = { name = "debian-12-*", root-device-type = "ebs", virtualization-type = "hvm" }
    owners      = ["self", "amazon"]
    most_recent = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/xvda"
    volume_size           = 3
    volume_type           = "gp3"
    iops                  = 3100
    throughput            = 130
    delete_on_termination = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/sdf"
    volume_size           = 1
    volume_type           = "gp2"
    delete_on_termination = true
  }
  ami_block_device_mappings {
    device_name  = "/dev/sdb"
    virtual_name = "ephemeral0"
  }
  run_tags        = { step = "build" }
  run_volume_tags = { step = "build" }
  tags            = { team = "one", base = "{{ .SourceAMI }}" }
  snapshot_tags   = { team = "two" }
}

build {
  sources = ["source.amazon-ebs.web"]

  provisioner "file" {
    source      = "/etc/hostname"
    destination = "/tmp/from-the-host"
  }

  provisioner "shell" {
    execute_command = "sudo env {{ .Vars }} sh '{{ .Path }}'"
    inline = [
      "cloud-init status --wait",
      "apt-get update",
      "DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends hello",
      "mkfs.ext4 -q -L data /dev/sdf",
      "mount /dev/sdf /mnt",
      "echo 'on the second volume' >/mnt/said",
      "umount /mnt",
      "install -m 644 /tmp/from-the-host /etc/from-the-host",
      "sync",
    ]
  }
}
