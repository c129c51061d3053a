# The builders, with a guest that nobody logs in to: what Packer asks of the service and nothing else.

variable "kms_key" {}

variable "endpoint" {}

locals {
  filter = { name = "ti*", root-device-type = "ebs", virtualization-type = "hvm" }
}

source "amazon-ebs" "encrypted" {
  custom_endpoint_ec2 = var.endpoint
  ami_name            = "encrypted"
  instance_type       = "t3.micro"
  communicator        = "none"
  encrypt_boot        = true
  kms_key_id          = var.kms_key
  ena_support         = true
  source_ami_filter {
    filters     = local.filter
    owners      = ["self"]
    most_recent = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/sdf"
    volume_size           = 1
    volume_type           = "gp3"
    iops                  = 3100
    throughput            = 130
    delete_on_termination = true
  }
  ami_block_device_mappings {
    device_name  = "/dev/sdb"
    virtual_name = "ephemeral0"
  }
  run_tags      = { step = "build" }
  tags          = { team = "one", base = "{{ .SourceAMIName }}" }
  snapshot_tags = { team = "two" }
}

# A fleet of one: the cheapest of its types, from a launch template that is gone afterwards.
source "amazon-ebs" "spot" {
  custom_endpoint_ec2 = var.endpoint
  ami_name            = "spot"
  communicator        = "none"
  spot_price          = "1"
  spot_instance_types = ["t3.large", "t3.micro"]
  source_ami_filter {
    filters     = local.filter
    owners      = ["self"]
    most_recent = true
  }
  run_tags = { step = "spot" }
  tags     = { team = "four" }
}

source "amazon-ebssurrogate" "surrogate" {
  custom_endpoint_ec2     = var.endpoint
  ami_name                = "surrogate"
  ami_virtualization_type = "hvm"
  ena_support             = true
  instance_type           = "t3.micro"
  communicator            = "none"
  ami_regions             = ["eu-west-1"]
  source_ami_filter {
    filters     = local.filter
    owners      = ["self"]
    most_recent = true
  }
  launch_block_device_mappings {
    device_name           = "/dev/sdf"
    volume_size           = 2
    volume_type           = "gp3"
    iops                  = 3100
    throughput            = 130
    delete_on_termination = true
  }
  # Its size and type are those of the disk that it was.
  ami_root_device {
    source_device_name    = "/dev/sdf"
    device_name           = "/dev/xvda"
    delete_on_termination = true
  }
  tags = { team = "one" }
}

source "amazon-ebsvolume" "volume" {
  custom_endpoint_ec2 = var.endpoint
  instance_type       = "t3.micro"
  communicator        = "none"
  source_ami_filter {
    filters     = local.filter
    owners      = ["self"]
    most_recent = true
  }
  ebs_volumes {
    device_name           = "/dev/sdg"
    volume_size           = 4
    volume_type           = "io1"
    iops                  = 100
    delete_on_termination = false
    tags                  = { team = "three" }
  }
}

build {
  sources = [
    "source.amazon-ebs.encrypted",
    "source.amazon-ebs.spot",
    "source.amazon-ebssurrogate.surrogate",
    "source.amazon-ebsvolume.volume",
  ]
}
