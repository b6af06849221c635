/* A new image for the result. */
#include "gimp-host.h"
#include "gimp-libraries.h"

/* An empty image with the mode, precision, colour profile and resolution of another. */
static gint32 image_like(gint32 model, gint width, gint height)
{
    const gint32 image = gimp_image_new_with_precision(width, height, gimp_image_base_type(model),
                                                       gimp_image_get_precision(model));
    if (image == -1)
        return -1;
    gdouble x_resolution, y_resolution;
    if (gimp_image_get_resolution(model, &x_resolution, &y_resolution))
        gimp_image_set_resolution(image, x_resolution, y_resolution);
    gimp_image_set_unit(image, gimp_image_get_unit(model));
    GimpColorProfile *profile = gimp_image_get_color_profile(model);
    if (profile != NULL) {
        gimp_image_set_color_profile(image, profile);
        g_object_unref(profile);
    }
    return image;
}

int32_t gimp_host_make_image(void *context, const nst_new_layer *description, int32_t is_shown, int32_t *layer)
{
    (void)context;
    if (!gimp_image_is_valid(description->image) || gimp_image_base_type(description->image) == GIMP_INDEXED)
        return 0;
    const gint32 image = image_like(description->image, description->bounds.width, description->bounds.height);
    if (image == -1)
        return 0;
    gimp_image_undo_disable(image); /* nothing of its making is the user's to undo */
    const gint32 made = gimp_layer_make(image, description);
    const gboolean is_made = made != -1 && gimp_layer_attach(image, made, -1, 0, description);
    gimp_image_undo_enable(image);
    if (!is_made || (is_shown && gimp_display_new(image) == -1)) {
        gimp_image_delete(image);
        return 0;
    }
    *layer = made;
    return 1;
}
