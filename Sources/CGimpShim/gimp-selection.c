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
    gint offset_x, offset_y;
    gimp_drawable_offsets(drawable, &offset_x, &offset_y);
    /* The selection is a channel as large as the image. */
    const nst_rectangle in_image = {bounds.x + offset_x, bounds.y + offset_y, bounds.width, bounds.height};
    const gint32 selection = gimp_image_get_selection(gimp_item_get_image(drawable));
    return gimp_host_read_buffer(selection, in_image, "Y float", mask);
}
