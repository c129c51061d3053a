# shellcheck shell=bash
# Words for Terraform. Sourced by run and run-long. Nothing is fetched: the provider comes from a directory of this machine.

. "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")/service.sh"

command -v terraform >/dev/null 2>&1 || skip 'there is no terraform in the PATH'

# Prints the directory that has the provider for this machine as Terraform's local mirrors have it: packed or unpacked below
# registry.terraform.io/hashicorp/aws. ORIGAMI_TERRAFORM_MIRROR names one in another place.
find_mirror() {
    local directory
    for directory in "${ORIGAMI_TERRAFORM_MIRROR:-}" "${TF_PLUGIN_CACHE_DIR:-}" "$HOME"/.terraform.d/{plugins,plugin-cache} \
        "${XDG_DATA_HOME:-$HOME/.local/share}"/terraform/plugins /usr/{local/,}share/terraform/{plugins,providers} \
        /opt/* /opt/terraform/* /usr/local/share/*; do
        if [ -n "$directory" ] && [ -d "$directory/registry.terraform.io/hashicorp/aws" ]; then
            echo "$directory"
            return
        fi
    done
    return 1
}

mirror=$(find_mirror) || skip 'there is no local mirror with hashicorp/aws (ORIGAMI_TERRAFORM_MIRROR can name one)'

mkdir "$scratch/work"
export TF_CLI_CONFIG_FILE=$scratch/terraformrc TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
export TF_CLI_ARGS_plan=-no-color TF_CLI_ARGS_apply=-no-color TF_CLI_ARGS_destroy=-no-color
cat >"$TF_CLI_CONFIG_FILE" <<END
provider_installation {
  filesystem_mirror { path = "$mirror" }
}
END

began=$SECONDS
step() { printf '%4d s  %s\n' $((SECONDS - began)) "$1"; }

# Terraform in the work directory; what it said is in $scratch/said.txt, and is shown when it fails.
tf() {
    if ! terraform -chdir="$scratch/work" "$@" >"$scratch/said.txt" 2>&1; then
        cat "$scratch/said.txt" >&2
        fail "terraform $1"
    fi
}

said() { grep -q "$1" "$scratch/said.txt" || { cat "$scratch/said.txt" >&2; fail "terraform did not say '$1'"; }; }

# A plan that finds nothing to do.
unchanged() {
    local status=0
    terraform -chdir="$scratch/work" plan -detailed-exitcode >"$scratch/said.txt" 2>&1 || status=$?
    if [ "$status" != 0 ]; then
        cat "$scratch/said.txt" >&2
        fail "terraform finds something to do (plan ended with $status)"
    fi
}

# Forgets what the output `importable` names, by its ids, and takes it over from what is there: nothing else is to be done then.
import_all() {
    local resource id
    terraform -chdir="$scratch/work" output -json importable | tr ',{}' '\n\n\n' |
        sed -n 's/^ *"\(.*\)": *"\(.*\)"$/\1 \2/p' >"$scratch/ids"
    while read -r resource id; do
        printf 'import {\n  to = %s\n  id = "%s"\n}\n' "$resource" "$id"
    done <"$scratch/ids" >"$scratch/work/imports.tf"
    # shellcheck disable=SC2046  # split into words on purpose
    tf state rm $(cut -d ' ' -f 1 "$scratch/ids")
    tf apply -auto-approve
    said "Resources: $(wc -l <"$scratch/ids") imported, 0 added"
    said '0 destroyed'
    rm "$scratch/work/imports.tf"
}
