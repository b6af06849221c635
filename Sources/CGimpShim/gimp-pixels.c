/* Pixels in and out, converted by babl between sRGB floats and whatever mode, precision and profile the image has. */
#include "gimp-host.h"
#include "gimp-libraries.h"

/* Non-linear sRGB with straight alpha, as GIMP's own "perceptual" images store it. */
static const char *const pixel_format = "R'G'B'A float";

static GeglBuffer *open_buffer(int32_t drawable)
{
    static gboolean is_gegl_ready = FALSE;
    if (!is_gegl_ready) {
        gegl_init(NULL, NULL); /* libgimp leaves this to the plug-in */
        is_gegl_ready = TRUE;
    }
    return gimp_drawable_get_buffer(drawable);
}

int32_t gimp_host_read_buffer(int32_t drawable, nst_rectangle bounds, const char *format, void *pixels)
{
    if (bounds.width <= 0 || bounds.height <= 0)
        return 0;
    GeglBuffer *buffer = open_buffer(drawable);
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
    return gimp_host_read_buffer(drawable, bounds, pixel_format, rgba);
}

int32_t gimp_host_write_pixels(int32_t layer, int32_t width, int32_t height, const float *rgba)
{
    GeglBuffer *buffer = open_buffer(layer);
    if (buffer == NULL)
        return 0;
    gegl_buffer_set(buffer, GEGL_RECTANGLE(0, 0, width, height), 0, babl_format(pixel_format), rgba,
                    GEGL_AUTO_ROWSTRIDE);
    gegl_buffer_flush(buffer); /* sends the tiles to GIMP */
    g_object_unref(buffer);
    return gimp_drawable_update(layer, 0, 0, width, height) != 0;
}
