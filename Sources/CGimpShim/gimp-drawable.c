/* What a drawable is. */
#include "gimp-host.h"
#include "gimp-libraries.h"

int32_t gimp_host_get_drawable(void *context, int32_t drawable, nst_drawable *out)
{
    (void)context;
    /* Asked in this order because every other question about a drawable that is gone makes GIMP show an error. */
    if (!gimp_item_is_valid(drawable) || !gimp_item_is_drawable(drawable))
        return 0;

    out->id = drawable;
    out->image = gimp_item_get_image(drawable);
    out->kind = gimp_item_is_layer_mask(drawable) ? NST_DRAWABLE_MASK
              : gimp_item_is_channel(drawable)    ? NST_DRAWABLE_CHANNEL
                                                  : NST_DRAWABLE_LAYER;
    out->width = gimp_drawable_width(drawable);
    out->height = gimp_drawable_height(drawable);
    gimp_drawable_offsets(drawable, &out->offset_x, &out->offset_y);
    out->is_indexed = gimp_image_base_type(out->image) == GIMP_INDEXED;
    out->has_alpha = gimp_drawable_has_alpha(drawable) != 0;
    return 1;
}

char *gimp_host_copy_drawable_name(void *context, int32_t drawable)
{
    (void)context;
    if (!gimp_item_is_valid(drawable))
        return NULL;
    gchar *name = gimp_item_get_name(drawable);
    char *copy = nst_copy_string(name);
    g_free(name);
    return copy;
}
