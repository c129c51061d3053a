# shellcheck shell=bash
# Words for Packer. Sourced by run and run-long.

. "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")/aws-cli/cli.sh"

command -v packer >/dev/null 2>&1 || skip 'there is no packer in the PATH'
if packer version | grep -Eq '^Packer v1\.([7-9]|[1-9][0-9])' && ! packer plugins installed 2>/dev/null | grep -q amazon; then
    skip 'this Packer has no plugin for Amazon'
fi

export CHECKPOINT_DISABLE=1 PACKER_CONFIG_DIR=$scratch PACKER_CACHE_DIR=$scratch/packer PACKER_NO_COLOR=1

began=$SECONDS
step() { printf '%4d s  %s\n' $((SECONDS - began)) "$1"; }

# Builds a template; what Packer said is in $scratch/said.txt, with the time of each line, and is shown when it fails.
packer_build() {
    if ! packer build -color=false -timestamp-ui "$@" >"$scratch/said.txt" 2>&1; then
        cat "$scratch/said.txt" >&2
        fail 'packer build'
    fi
}

# image_of NAME MORE...: the id of the account's image of that name.
image_of() {
    local name=$1
    shift
    ec2 describe-images --owners self --filters "Name=name,Values=$name" --query 'Images[0].ImageId' "$@"
}

# Nothing of a build is left but what it was to make.
nothing_left() {
    equal 'the key pairs left' '' "$(ec2 describe-key-pairs --query 'KeyPairs[].KeyName' | tr '\t' '\n' | grep packer || true)"
    equal 'the groups left' default "$(ec2 describe-security-groups --query 'SecurityGroups[].GroupName')"
    equal 'the servers left' '' "$(ec2 describe-instances --filters \
        Name=instance-state-name,Values=pending,running,stopping,stopped --query 'Reservations[].Instances[].InstanceId')"
}
