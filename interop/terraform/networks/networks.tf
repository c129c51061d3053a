# A network as people keep it in Terraform, with a server in it. `changed` is the second edition of it.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "disk_image" { description = "The name of an image that boots." }
variable "changed" { default = false }

provider "aws" {}

data "aws_availability_zones" "here" { state = "available" }

data "aws_ami" "bootable" {
  most_recent = true
  owners      = ["self"]
  filter {
    name   = "name"
    values = [var.disk_image]
  }
}

# A network, and its ways.

resource "aws_vpc" "own" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = var.changed
  tags                 = { Name = "own" }
}

resource "aws_internet_gateway" "own" {
  vpc_id = aws_vpc.own.id
}

resource "aws_subnet" "first" {
  vpc_id                  = aws_vpc.own.id
  cidr_block              = "10.1.1.0/24"
  availability_zone       = data.aws_availability_zones.here.names[0]
  map_public_ip_on_launch = var.changed
}

resource "aws_subnet" "second" {
  vpc_id            = aws_vpc.own.id
  cidr_block        = "10.1.2.0/24"
  availability_zone = data.aws_availability_zones.here.names[1]
  tags              = { Name = var.changed ? "other" : "second" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.own.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = var.changed ? "192.0.2.0/24" : "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.own.id
}

resource "aws_route_table_association" "first" {
  subnet_id      = aws_subnet.first.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.own.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.own.id
  }
}

resource "aws_main_route_table_association" "own" {
  vpc_id         = aws_vpc.own.id
  route_table_id = aws_route_table.main.id
}

resource "aws_network_acl" "second" {
  vpc_id     = aws_vpc.own.id
  subnet_ids = [aws_subnet.second.id]
  ingress {
    rule_no    = 100
    protocol   = "tcp"
    action     = var.changed ? "deny" : "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 22
    to_port    = 22
  }
  egress {
    rule_no    = 100
    protocol   = "-1"
    action     = "allow"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
}

# Security groups, their rules each by itself.

resource "aws_security_group" "gate" {
  name        = "gate"
  description = "of a test"
  vpc_id      = aws_vpc.own.id
}

resource "aws_vpc_security_group_ingress_rule" "shell" {
  security_group_id = aws_security_group.gate.id
  description       = var.changed ? "shell, from fewer" : "shell"
  cidr_ipv4         = var.changed ? "127.0.0.1/32" : "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  tags              = { Name = "shell" }
}

resource "aws_vpc_security_group_ingress_rule" "members" {
  security_group_id            = aws_security_group.gate.id
  referenced_security_group_id = aws_security_group.gate.id
  ip_protocol                  = "-1"
}

resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.gate.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = var.changed ? "tcp" : "-1"
  from_port         = var.changed ? 1 : null
  to_port           = var.changed ? 1024 : null
}

# An interface with an address that stays, and the server that has it.

resource "aws_network_interface" "web" {
  subnet_id       = aws_subnet.first.id
  private_ips     = ["10.1.1.50"]
  security_groups = [aws_security_group.gate.id]
  description     = var.changed ? "of the other web" : "of the web"
}

resource "aws_eip" "web" {
  domain = "vpc"
}

resource "aws_eip_association" "web" {
  allocation_id        = aws_eip.web.id
  network_interface_id = aws_network_interface.web.id
}

resource "aws_instance" "web" {
  ami           = data.aws_ami.bootable.id
  instance_type = "t3.nano"
  network_interface {
    network_interface_id = aws_network_interface.web.id
    device_index         = 0
  }
}

# Spot Instances, asked for and of a template.

resource "aws_spot_instance_request" "spot" {
  ami                    = data.aws_ami.bootable.id
  instance_type          = "t3.nano"
  spot_price             = "0.01"
  subnet_id              = aws_subnet.first.id
  vpc_security_group_ids = [aws_security_group.gate.id]
  wait_for_fulfillment   = true
  tags                   = { Name = var.changed ? "other" : "spot" }
}

resource "aws_launch_template" "spot" {
  name          = "spot"
  image_id      = data.aws_ami.bootable.id
  instance_type = "t3.nano"
  description   = var.changed ? "other" : "first"
  instance_market_options {
    market_type = "spot"
    spot_options { max_price = "0.01" }
  }
}

# What each account has.

resource "aws_default_vpc" "default" {}

resource "aws_default_subnet" "default" {
  availability_zone = data.aws_availability_zones.here.names[0]
  depends_on        = [aws_default_vpc.default]
}

resource "aws_default_security_group" "own" {
  vpc_id = aws_vpc.own.id
}

output "importable" {
  value = {
    "aws_vpc.own"                                 = aws_vpc.own.id
    "aws_internet_gateway.own"                    = aws_internet_gateway.own.id
    "aws_subnet.first"                            = aws_subnet.first.id
    "aws_route_table.public"                      = aws_route_table.public.id
    "aws_route.out"                               = "${aws_route_table.public.id}_${aws_route.out.destination_cidr_block}"
    "aws_route_table_association.first"           = "${aws_subnet.first.id}/${aws_route_table.public.id}"
    "aws_network_acl.second"                      = aws_network_acl.second.id
    "aws_security_group.gate"                     = aws_security_group.gate.id
    "aws_vpc_security_group_ingress_rule.shell"   = aws_vpc_security_group_ingress_rule.shell.id
    "aws_vpc_security_group_ingress_rule.members" = aws_vpc_security_group_ingress_rule.members.id
    "aws_vpc_security_group_egress_rule.out"      = aws_vpc_security_group_egress_rule.out.id
    "aws_network_interface.web"                   = aws_network_interface.web.id
    "aws_eip.web"                                 = aws_eip.web.id
    "aws_eip_association.web"                     = aws_eip_association.web.id
    "aws_launch_template.spot"                    = aws_launch_template.spot.id
    "aws_default_security_group.own"              = aws_default_security_group.own.id
  }
}
