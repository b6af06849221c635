/* What a drawable is, and where there are others. */
#include "gimp-host.h"
#include "gimp-libraries.h"

/* A layer in a locked group can't be changed either. */
static int32_t is_locked(gint32 item)
{
    for (; item > 0; item = gimp_item_get_parent(item)) {
        if (gimp_item_get_lock_content(item))
            return 1;
    }
    return 0;
}

static void describe_layer(gint32 layer, nst_drawable *out)
{
    out->is_group = gimp_item_is_group(layer) != 0;
    out->opacity = gimp_layer_get_opacity(layer) / 100.0;
    const gint32 mask = gimp_layer_get_mask(layer);
    out->mask = mask > 0 && gimp_layer_get_apply_mask(layer) ? mask : -1;
}

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
    out->is_visible = gimp_item_get_visible(drawable) != 0;
    out->is_locked = is_locked(drawable);
    out->tattoo = gimp_item_get_tattoo(drawable);
    out->is_group = 0;
    out->opacity = 1.0;
    out->mask = -1;
    if (out->kind == NST_DRAWABLE_LAYER)
        describe_layer(drawable, out);
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

char *gimp_host_copy_image_name(void *context, int32_t image)
{
    (void)context;
    gchar *file = gimp_image_is_valid(image) ? gimp_image_get_filename(image) : NULL;
    if (file == NULL)
        return NULL;
    gchar *name = g_filename_display_basename(file);
    char *copy = nst_copy_string(name);
    g_free(name);
    g_free(file);
    return copy;
}

/* Hands a list of libgimp's over to the caller. */
static int32_t copy_list(gint *items, gint count, int32_t *out, int32_t capacity)
{
    if (items == NULL)
        return 0;
    for (gint index = 0; index < MIN(count, capacity); index++)
        out[index] = items[index];
    g_free(items);
    return count;
}

int32_t gimp_host_list_children(void *context, int32_t group, int32_t *layers, int32_t capacity)
{
    (void)context;
    if (!gimp_item_is_valid(group) || !gimp_item_is_group(group))
        return 0;
    gint count = 0;
    gint *children = gimp_item_get_children(group, &count);
    return copy_list(children, count, layers, capacity);
}

int32_t gimp_host_list_images(void *context, int32_t *images, int32_t capacity)
{
    (void)context;
    gint count = 0;
    gint *all = gimp_image_list(&count);
    return copy_list(all, count, images, capacity);
}

int32_t gimp_host_find_drawable(void *context, int32_t image, int32_t tattoo)
{
    (void)context;
    if (!gimp_image_is_valid(image))
        return -1;
    const gint32 layer = gimp_image_get_layer_by_tattoo(image, tattoo);
    return layer > 0 ? layer : gimp_image_get_channel_by_tattoo(image, tattoo);
}
