/* Pictures from files, as images that nobody sees. */
#include "gimp-host.h"
#include "gimp-libraries.h"

/* The only layer, or what is visible of several as one; -1 without any. Never what is active: a file may have been saved
 * while a channel or a mask was. */
static gint32 only_layer(gint32 image)
{
    gint count = 0;
    gint *layers = gimp_image_get_layers(image, &count);
    gint32 layer = count == 1 ? layers[0] : -1;
    g_free(layers);
    if (count > 1)
        layer = gimp_image_merge_visible_layers(image, GIMP_CLIP_TO_IMAGE);
    return layer;
}

int32_t gimp_host_load_image(void *context, const char *path)
{
    (void)context;
    const gint32 image = gimp_file_load(GIMP_RUN_NONINTERACTIVE, path, path);
    /* Else the window's progress bar would say that the file is being opened as long as the dialog is open. */
    gimp_progress_end();
    if (image == -1)
        return -1;
    gimp_image_undo_disable(image);
    const gint32 layer = only_layer(image);
    if (layer == -1) {
        gimp_image_delete(image);
        return -1;
    }
    gchar *name = g_filename_display_basename(path);
    gimp_item_set_name(layer, name);
    g_free(name);
    return layer;
}

void gimp_host_delete_image(void *context, int32_t image)
{
    (void)context;
    if (gimp_image_is_valid(image))
        gimp_image_delete(image);
}
