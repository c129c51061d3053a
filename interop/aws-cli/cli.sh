# shellcheck shell=bash
# Words for the stock AWS CLI. Sourced by run and run-long.

. "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")/service.sh"

command -v aws >/dev/null 2>&1 || skip 'there is no aws in the PATH'

# Older CLIs do not know AWS_ENDPOINT_URL.
aws() { command aws --endpoint-url "$url" --output text "$@"; }
ec2() { aws ec2 "$@"; }

# refused CODE COMMAND...: the command fails, with that error code of EC2.
refused() {
    local code=$1 said
    shift
    if said=$("$@" 2>&1); then fail "not refused with $code: $*"; fi
    case "$said" in
        *"($code)"*) ;;
        *) fail "refused otherwise than with $code: $* said $said" ;;
    esac
}
