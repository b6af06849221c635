/* GIMP as the host: the table of functions that Swift is given. */
#include "gimp-host.h"

const nst_host *nst_gimp_host(void)
{
    static const nst_host host = {
        .context = NULL, /* libgimp keeps its connection to GIMP itself */
        .get_drawable = gimp_host_get_drawable,
        .copy_drawable_name = gimp_host_copy_drawable_name,
        .selection_bounds = gimp_host_selection_bounds,
        .read_selection = gimp_host_read_selection,
        .read_pixels = gimp_host_read_pixels,
        .insert_layer = gimp_host_insert_layer,
        .begin_progress = gimp_host_begin_progress,
        .update_progress = gimp_host_update_progress,
        .end_progress = gimp_host_end_progress,
        .wait = gimp_host_wait,
        .run_dialog = gimp_host_run_dialog,
        .choose_file = gimp_host_choose_file,
        .copy_memory = gimp_host_copy_memory,
        .remember = gimp_host_remember,
    };
    return &host;
}
