/* The image's selection, seen from one drawable. */
#include "gimp-host.h"
#include "gimp-libraries.h"

int32_t gimp_host_selection_bounds(void *context, int32_t drawable, nst_rectangle *bounds, int32_t *has_selection)
{
    (void)context;
    if (!gimp_item_is_valid(drawable) || !gimp_item_is_drawable(drawable))
        return 0;
    *has_selection = !gimp_selection_is_empty(gimp_item_get_image(drawable));
    return gimp_drawable_mask_intersect(drawable, &bounds->x, &bounds->y, &bounds->width, &bounds->height) != 0;
}

int32_t gimp_host_read_selection(void *context, int32_t drawable, nst_rectangle bounds, float *mask)
{
    (void)context;
    if (!gimp_item_is_valid(drawable) || !gimp_item_is_drawable(drawable))
        return 0;
    const gint32 image = gimp_item_get_image(drawable);
    if (gimp_selection_is_empty(image)) {
        /* GIMP's channel is all zero then, but everything may be painted. */
        for (size_t pixel = 0; pixel < (size_t)bounds.width * (size_t)bounds.height; pixel++)
            mask[pixel] = 1.0f;
        return 1;
    }
    gint offset_x, offset_y;
    gimp_drawable_offsets(drawable, &offset_x, &offset_y);
    /* The selection is a channel as large as the image. */
    const nst_rectangle in_image = {bounds.x + offset_x, bounds.y + offset_y, bounds.width, bounds.height};
    return gimp_host_read_buffer(gimp_image_get_selection(image), in_image, "Y float", mask);
}
