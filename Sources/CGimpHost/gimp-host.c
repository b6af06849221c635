/* GIMP as the host: the table of functions that Swift is given. */
#include "CGimpHost.h"
#include "gimp-host.h"

const nst_host *nst_gimp_host(void)
{
    static const nst_host host = {
        .context = NULL, /* libgimp keeps its connection to GIMP itself */
        .get_drawable = gimp_host_get_drawable,
        .copy_drawable_name = gimp_host_copy_drawable_name,
        .copy_image_name = gimp_host_copy_image_name,
        .list_children = gimp_host_list_children,
        .list_images = gimp_host_list_images,
        .find_drawable = gimp_host_find_drawable,
        .selection_bounds = gimp_host_selection_bounds,
        .read_selection = gimp_host_read_selection,
        .read_pixels = gimp_host_read_pixels,
        .read_thumbnail = gimp_host_read_thumbnail,
        .read_mask = gimp_host_read_mask,
        .insert_layer = gimp_host_insert_layer,
        .insert_group = gimp_host_insert_group,
        .remove_layer = gimp_host_remove_layer,
        .begin_undo_step = gimp_host_begin_undo_step,
        .end_undo_step = gimp_host_end_undo_step,
        .replace_pixels = gimp_host_replace_pixels,
        .make_image = gimp_host_make_image,
        .copy_record = gimp_host_copy_record,
        .begin_progress = gimp_host_begin_progress,
        .update_progress = gimp_host_update_progress,
        .end_progress = gimp_host_end_progress,
        .wait = gimp_host_wait,
        .run_dialog = gimp_host_run_dialog,
        .choose_file = gimp_host_choose_file,
        .load_image = gimp_host_load_image,
        .delete_image = gimp_host_delete_image,
        .open_run_window = gimp_host_open_run_window,
        .update_run_window = gimp_host_update_run_window,
        .close_run_window = gimp_host_close_run_window,
        .show_message = gimp_host_show_message,
        .copy_session_value = gimp_host_copy_session_value,
        .set_session_value = gimp_host_set_session_value,
        .copy_user_folder = gimp_host_copy_user_folder,
    };
    return &host;
}
