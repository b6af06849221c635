/* The one place that changes the user's image. */
#include "gimp-host.h"
#include "gimp-libraries.h"

static GimpImageType layer_type(GimpImageBaseType base, int32_t has_alpha)
{
    if (base == GIMP_GRAY)
        return has_alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE;
    return has_alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE;
}

int32_t gimp_layer_make(int32_t image, const nst_new_layer *description)
{
    const nst_rectangle bounds = description->bounds;
    const GimpImageBaseType base = gimp_image_base_type(image);
    if (base == GIMP_INDEXED)
        return -1;
    const gint32 layer = gimp_layer_new(image, description->name, bounds.width, bounds.height,
                                        layer_type(base, description->has_alpha), 100.0,
                                        gimp_image_get_default_new_layer_mode(image));
    if (layer != -1 && !gimp_host_write_pixels(layer, bounds.width, bounds.height, description->rgba)) {
        gimp_item_delete(layer);
        return -1;
    }
    return layer;
}

static gboolean add_mask(gint32 layer, const nst_new_layer *description)
{
    if (description->mask == NULL)
        return TRUE;
    const gint32 mask = gimp_layer_create_mask(layer, GIMP_ADD_MASK_WHITE);
    if (mask == -1 || !gimp_layer_add_mask(layer, mask)
        || !gimp_host_write_mask(mask, description->bounds.width, description->bounds.height, description->mask))
        return FALSE;
    /* As after the user has made a layer: it is the layer that is painted on, not its mask. */
    return gimp_layer_set_edit_mask(layer, FALSE);
}

int32_t gimp_layer_attach(int32_t image, int32_t layer, int32_t parent, int32_t position,
                          const nst_new_layer *description)
{
    return gimp_image_insert_layer(image, layer, parent, position) && add_mask(layer, description)
        && (description->record == NULL || gimp_record_attach(layer, description->record))
        && (!description->is_hidden || gimp_item_set_visible(layer, FALSE));
}

/* Blends as the model does. A group's "pass through" is no mode for a layer. */
static gboolean take_over_look(gint32 layer, gint32 model)
{
    const GimpLayerMode mode = gimp_layer_get_mode(model);
    gboolean is_done = gimp_layer_set_opacity(layer, gimp_layer_get_opacity(model));
    if (mode != GIMP_LAYER_MODE_PASS_THROUGH)
        is_done = is_done && gimp_layer_set_mode(layer, mode)
               && gimp_layer_set_blend_space(layer, gimp_layer_get_blend_space(model))
               && gimp_layer_set_composite_space(layer, gimp_layer_get_composite_space(model))
               && gimp_layer_set_composite_mode(layer, gimp_layer_get_composite_mode(model));
    return is_done;
}

static gboolean is_layer_of(gint32 layer, gint32 image)
{
    return gimp_image_is_valid(image) && gimp_item_is_valid(layer) && gimp_item_is_layer(layer)
        && gimp_item_get_image(layer) == image;
}

void gimp_host_begin_undo_step(void *context, int32_t image)
{
    (void)context;
    if (gimp_image_is_valid(image))
        gimp_image_undo_group_start(image);
}

void gimp_host_end_undo_step(void *context, int32_t image)
{
    (void)context;
    if (gimp_image_is_valid(image))
        gimp_image_undo_group_end(image);
}

int32_t gimp_host_insert_group(void *context, int32_t image, int32_t model, const char *name, int32_t *group)
{
    (void)context;
    if (!is_layer_of(model, image))
        return 0;
    const gint32 made = gimp_layer_group_new(image);
    if (made == -1)
        return 0;
    if (!gimp_item_set_name(made, name)
        || !gimp_image_insert_layer(image, made, gimp_item_get_parent(model),
                                    gimp_image_get_item_position(image, model))) {
        gimp_item_delete(made);
        return 0;
    }
    *group = made;
    return 1;
}

void gimp_host_remove_layer(void *context, int32_t layer)
{
    (void)context;
    if (gimp_item_is_valid(layer) && gimp_item_is_layer(layer))
        gimp_image_remove_layer(gimp_item_get_image(layer), layer);
}

static gint count_children(gint32 group)
{
    gint count = 0;
    g_free(gimp_item_get_children(group, &count));
    return count;
}

int32_t gimp_host_insert_layer(void *context, const nst_new_layer *description, int32_t *layer)
{
    (void)context;
    const gint32 image = description->image;
    const gint32 model = description->model;
    const gint32 group = description->group;
    /* The user may have closed the image or deleted the layer while the plug-in was at work. */
    if (!is_layer_of(model, image) || (group != -1 && (!is_layer_of(group, image) || !gimp_item_is_group(group))))
        return 0;
    const gint32 made = gimp_layer_make(image, description);
    if (made == -1)
        return 0;
    if ((group == -1 && !take_over_look(made, model))
        || !gimp_layer_set_offsets(made, description->bounds.x, description->bounds.y)) {
        gimp_item_delete(made);
        return 0;
    }

    /* One undo step, which GIMP names after the procedure. */
    gimp_image_undo_group_start(image);
    const gboolean is_attached =
        group != -1 ? gimp_layer_attach(image, made, group, count_children(group), description)
                    : gimp_layer_attach(image, made, gimp_item_get_parent(model),
                                        gimp_image_get_item_position(image, model), description);
    if (!is_attached && gimp_item_is_valid(made) && gimp_item_get_image(made) == image)
        gimp_image_remove_layer(image, made);
    gimp_image_undo_group_end(image);
    if (!is_attached)
        return 0;
    gimp_displays_flush();
    *layer = made;
    return 1;
}

int32_t gimp_host_replace_pixels(void *context, int32_t layer, nst_rectangle bounds, const float *rgba,
                                 const char *record)
{
    (void)context;
    if (!gimp_item_is_valid(layer) || !gimp_item_is_layer(layer) || gimp_item_is_group(layer))
        return 0;
    const gint32 image = gimp_item_get_image(layer);
    gimp_image_undo_group_start(image);
    const gboolean is_done = gimp_host_merge_pixels(layer, bounds, rgba) && gimp_record_attach(layer, record);
    gimp_image_undo_group_end(image);
    gimp_displays_flush();
    return is_done != 0;
}
