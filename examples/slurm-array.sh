#!/bin/bash
#SBATCH --job-name=paint-folder
#SBATCH --array=0-7
#SBATCH --cpus-per-task=8
#SBATCH --mem=4G
#SBATCH --time=08:00:00
#SBATCH --output=paint-folder-%A-%a.log
# Paints a folder of pictures with the eight jobs of a Slurm array:
#
#     sbatch slurm-array.sh /shared/pictures /shared/style.png /shared/paintings --size 800
#
# Each job paints its share of the pictures, so that no two paint the same one. The same line again paints what is
# missing. The folders, the command and the network's weights must be there on all machines. A painting of size 800 takes
# about 1 GB; measure yours.
set -euo pipefail

# Slurm runs a copy of this script from a folder of its own, so paint-folder.sh isn't beside it: it is looked for where
# sbatch was called, and where the Debian package puts it, unless PAINT_FOLDER names it.
submitted=${SLURM_SUBMIT_DIR:-.}
paint_folder=${PAINT_FOLDER:-}
for candidate in "$submitted/paint-folder.sh" "$submitted/examples/paint-folder.sh" \
    /usr/share/doc/gimp-neural-style-transfer/examples/paint-folder.sh; do
    [[ -z $paint_folder && -x $candidate ]] && paint_folder=$candidate
done
[[ -n $paint_folder ]] || {
    printf 'slurm-array.sh: paint-folder.sh is not in %s: name it in PAINT_FOLDER.\n' "$submitted" >&2
    exit 64
}

# Temporary files of neural-style and GIMP: on this machine's disk, in a folder that nobody else has.
TMPDIR=$(mktemp -d "${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/paint-folder.XXXXXX")
export TMPDIR
child=
trap 'rm -rf "$TMPDIR"' EXIT
trap '[[ -z $child ]] || { kill -TERM "$child"; wait "$child" || true; }; exit 143' TERM INT

# A GIMP profile of its own for each job, so that jobs that start at once don't make and write the same one. A plug-in
# that is installed for you only is handed on.
profile=${GIMP2_DIRECTORY:-${XDG_CONFIG_HOME:-$HOME/.config}/GIMP/2.10}/plug-ins/neural-style-transfer
export GIMP2_DIRECTORY=$TMPDIR/gimp
if [[ -d $profile ]]; then
    mkdir -p "$GIMP2_DIRECTORY/plug-ins"
    ln -s "$profile" "$GIMP2_DIRECTORY/plug-ins/"
fi

"$paint_folder" --share "$((${SLURM_ARRAY_TASK_ID:-0} - ${SLURM_ARRAY_TASK_MIN:-0}))/${SLURM_ARRAY_TASK_COUNT:-1}" "$@" &
child=$!
wait "$child"
