/* The one place that changes the user's image. */
#include "gimp-host.h"
#include "gimp-libraries.h"

static GimpImageType layer_type(GimpImageBaseType base, int32_t has_alpha)
{
    if (base == GIMP_GRAY)
        return has_alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE;
    return has_alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE;
}

/* One undo step, which GIMP names after the procedure. Everything that can fail without touching the image has
 * happened before. */
static gboolean attach(gint32 layer, const nst_new_layer *description)
{
    const gint32 image = description->image;
    const gint32 parent = gimp_item_get_parent(description->above);
    const gint position = gimp_image_get_item_position(image, description->above);

    gimp_image_undo_group_start(image);
    const gboolean is_attached = gimp_layer_set_offsets(layer, description->bounds.x, description->bounds.y)
                              && gimp_image_insert_layer(image, layer, parent, position);
    gimp_image_undo_group_end(image);
    return is_attached;
}

int32_t gimp_host_insert_layer(void *context, const nst_new_layer *description, const float *rgba, int32_t *layer)
{
    (void)context;
    const gint32 image = description->image;
    const nst_rectangle bounds = description->bounds;
    /* The user may have closed the image or deleted the layer while the plug-in was at work. */
    if (!gimp_image_is_valid(image) || !gimp_item_is_valid(description->above)
        || !gimp_item_is_layer(description->above) || gimp_item_get_image(description->above) != image)
        return 0;
    const GimpImageBaseType base = gimp_image_base_type(image);
    if (base == GIMP_INDEXED)
        return 0;

    const gint32 made = gimp_layer_new(image, description->name, bounds.width, bounds.height,
                                       layer_type(base, description->has_alpha), 100.0,
                                       gimp_image_get_default_new_layer_mode(image));
    if (made == -1)
        return 0;
    if (!gimp_host_write_pixels(made, bounds.width, bounds.height, rgba) || !attach(made, description)) {
        gimp_item_delete(made);
        return 0;
    }
    gimp_displays_flush();
    *layer = made;
    return 1;
}
