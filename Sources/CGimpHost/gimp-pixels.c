/* Pixels in and out, converted by babl between sRGB floats and whatever mode, precision and profile the image has. */
#include "gimp-host.h"
#include "gimp-libraries.h"
#include "gimp-thumbnail.h"

/* Non-linear sRGB with straight alpha, as GIMP's own "perceptual" images store it. */
static const char *const pixel_format = "R'G'B'A float";

/* The space that the numbers of a drawable's image are in, or NULL: sRGB. Layers only: a mask's or channel's numbers
 * are no colours. Profiles made of tables, which babl doesn't know, are taken for sRGB too. */
static const Babl *color_space(int32_t drawable)
{
    if (gimp_item_is_channel(drawable))
        return NULL;
    GimpColorProfile *profile = gimp_image_get_color_profile(gimp_item_get_image(drawable));
    if (profile == NULL)
        return NULL;
    const Babl *space = gimp_color_profile_get_space(profile, GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, NULL);
    g_object_unref(profile);
    return space;
}

/* Which of a drawable's two buffers: its own, or the one whose pixels wait to be merged into it. */
enum which_buffer { OWN_BUFFER, SHADOW_BUFFER };

/* The drawable's buffer, whose format names the image's colour space; libgimp leaves that out and says sRGB. */
static GeglBuffer *open_buffer(int32_t drawable, enum which_buffer which)
{
    static gboolean is_gegl_ready = FALSE;
    if (!is_gegl_ready) {
        gegl_init(NULL, NULL); /* libgimp leaves this to the plug-in, too */
        is_gegl_ready = TRUE;
    }
    GeglBuffer *buffer =
        which == OWN_BUFFER ? gimp_drawable_get_buffer(drawable) : gimp_drawable_get_shadow_buffer(drawable);
    const Babl *space = buffer != NULL ? color_space(drawable) : NULL;
    if (space != NULL && !gimp_drawable_is_indexed(drawable)) {
        const char *encoding = babl_format_get_encoding(gegl_buffer_get_format(buffer));
        gegl_buffer_set_format(buffer, babl_format_with_space(encoding, space));
    }
    return buffer;
}

/* A palette's format can't be given another space, so its colours are converted when they have been looked up. */
static void convert_palette_colors(int32_t drawable, nst_rectangle bounds, float *rgba)
{
    const Babl *space = gimp_drawable_is_indexed(drawable) ? color_space(drawable) : NULL;
    if (space != NULL)
        babl_process(babl_fish(babl_format_with_space(pixel_format, space), babl_format(pixel_format)), rgba, rgba,
                     (glong)bounds.width * bounds.height);
}

int32_t gimp_host_read_buffer(int32_t drawable, nst_rectangle bounds, const char *format, void *pixels)
{
    if (bounds.width <= 0 || bounds.height <= 0)
        return 0;
    GeglBuffer *buffer = open_buffer(drawable, OWN_BUFFER);
    if (buffer == NULL)
        return 0;
    const GeglRectangle rectangle = {bounds.x, bounds.y, bounds.width, bounds.height};
    /* GEGL would fill what lies outside with zeros, which would pass for picture. */
    const gboolean is_inside = gegl_rectangle_contains(gegl_buffer_get_extent(buffer), &rectangle);
    if (is_inside)
        gegl_buffer_get(buffer, &rectangle, 1.0, babl_format(format), pixels, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
    g_object_unref(buffer);
    return is_inside != 0;
}

int32_t gimp_host_read_pixels(void *context, int32_t drawable, nst_rectangle bounds, float *rgba)
{
    (void)context;
    if (!gimp_item_is_valid(drawable) || !gimp_item_is_drawable(drawable))
        return 0;
    if (!gimp_host_read_buffer(drawable, bounds, pixel_format, rgba))
        return 0;
    convert_palette_colors(drawable, bounds, rgba);
    return 1;
}

int32_t gimp_host_read_thumbnail(void *context, int32_t drawable, nst_rectangle bounds, int32_t width, int32_t height,
                                 float *rgba)
{
    (void)context;
    if (!gimp_item_is_valid(drawable) || !gimp_item_is_drawable(drawable) || MIN(width, height) <= 0
        || bounds.width < width || bounds.height < height)
        return 0;
    GeglBuffer *buffer = open_buffer(drawable, OWN_BUFFER);
    if (buffer == NULL)
        return 0;
    const gboolean is_inside = gegl_rectangle_contains(
        gegl_buffer_get_extent(buffer), GEGL_RECTANGLE(bounds.x, bounds.y, bounds.width, bounds.height));
    const gboolean is_read =
        is_inside && gimp_thumbnail_read(buffer, bounds, babl_format(pixel_format), width, height, rgba);
    g_object_unref(buffer);
    if (!is_read)
        return 0;
    convert_palette_colors(drawable, (nst_rectangle){0, 0, width, height}, rgba);
    return 1;
}

int32_t gimp_host_read_mask(void *context, int32_t mask, nst_rectangle bounds, float *values)
{
    (void)context;
    if (!gimp_item_is_valid(mask) || !gimp_item_is_channel(mask))
        return 0;
    return gimp_host_read_buffer(mask, bounds, "Y float", values);
}

static int32_t write_buffer(int32_t drawable, enum which_buffer which, nst_rectangle bounds, const char *format,
                            const void *pixels)
{
    GeglBuffer *buffer = open_buffer(drawable, which);
    if (buffer == NULL)
        return 0;
    gegl_buffer_set(buffer, GEGL_RECTANGLE(bounds.x, bounds.y, bounds.width, bounds.height), 0, babl_format(format),
                    pixels, GEGL_AUTO_ROWSTRIDE);
    gegl_buffer_flush(buffer); /* sends the tiles to GIMP */
    g_object_unref(buffer);
    return 1;
}

int32_t gimp_host_write_pixels(int32_t layer, int32_t width, int32_t height, const float *rgba)
{
    const nst_rectangle all = {0, 0, width, height};
    return write_buffer(layer, OWN_BUFFER, all, pixel_format, rgba)
        && gimp_drawable_update(layer, 0, 0, width, height) != 0;
}

int32_t gimp_host_write_mask(int32_t mask, int32_t width, int32_t height, const float *values)
{
    const nst_rectangle all = {0, 0, width, height};
    return write_buffer(mask, OWN_BUFFER, all, "Y float", values)
        && gimp_drawable_update(mask, 0, 0, width, height) != 0;
}

int32_t gimp_host_merge_pixels(int32_t layer, nst_rectangle bounds, const float *rgba)
{
    return write_buffer(layer, SHADOW_BUFFER, bounds, pixel_format, rgba)
        && gimp_drawable_merge_shadow(layer, TRUE)
        && gimp_drawable_update(layer, bounds.x, bounds.y, bounds.width, bounds.height) != 0;
}
