/* Pictures made smaller: each pixel is the mean of what it covers, where colours count as far as they are opaque.
 *
 * GEGL's own way to read at a scale takes one scale for both directions, which rounding makes wrong for narrow pictures,
 * and counts the colours of clear pixels. It reads every tile, too, so that this takes hardly longer. */
#include "gimp-thumbnail.h"

/* GIMP hands over tiles of so many rows. */
enum { TILE_ROWS = 64, CHANNELS = 4 };

/* How much of the pixel from `index` to `index` + 1 lies between two places. */
static float overlap(gint index, double from, double to)
{
    return (float)(MIN(index + 1, to) - MAX(index, from));
}

/* Adds up a row of pixels to `width` sums, premultiplied with alpha. */
static void sum_row(const float *pixels, gint count, gint width, float *sums)
{
    for (gint column = 0; column < width; column++) {
        const double left = (double)column * count / width, right = (double)(column + 1) * count / width;
        float sum[CHANNELS] = {0};
        for (gint x = (gint)left; x < count && x < right; x++) {
            const float *pixel = pixels + (gsize)CHANNELS * (gsize)x;
            const float share = overlap(x, left, right) * pixel[3];
            for (gint channel = 0; channel < 3; channel++)
                sum[channel] += share * pixel[channel];
            sum[3] += share;
        }
        memcpy(sums + (gsize)CHANNELS * (gsize)column, sum, sizeof sum);
    }
}

/* Adds the sums of row `y` of `count` to the rows of the result that lie in it. */
static void add_row(const float *sums, gint y, gint count, gint width, gint height, float *result)
{
    const gsize values = (gsize)CHANNELS * (gsize)width;
    for (gint row = (gint)((gint64)y * height / count); row < height && (double)row * count / height < y + 1; row++) {
        const float share = overlap(y, (double)row * count / height, (double)(row + 1) * count / height);
        float *target = result + values * (gsize)row;
        for (gsize index = 0; index < values; index++)
            target[index] += share * sums[index];
    }
}

/* Sums of premultiplied colours and of alpha become means. */
static void divide(float *rgba, gsize pixels, float area)
{
    for (gsize index = 0; index < pixels; index++) {
        float *pixel = rgba + CHANNELS * index;
        for (gint channel = 0; channel < 3; channel++)
            pixel[channel] = pixel[3] > 0.0f ? pixel[channel] / pixel[3] : 0.0f;
        pixel[3] = MIN(pixel[3] / area, 1.0f);
    }
}

int32_t gimp_thumbnail_read(GeglBuffer *buffer, nst_rectangle bounds, const Babl *format, int32_t width, int32_t height,
                            float *rgba)
{
    const gsize line = (gsize)CHANNELS * (gsize)bounds.width;
    float *strip = g_try_new(float, line * TILE_ROWS);
    float *sums = g_try_new(float, (gsize)CHANNELS * (gsize)width);
    const gboolean is_possible = strip != NULL && sums != NULL;
    if (is_possible) {
        memset(rgba, 0, sizeof *rgba * CHANNELS * (gsize)width * (gsize)height);
        for (gint y = 0, rows; y < bounds.height; y += rows) {
            /* Up to the next row of tiles, lest one be fetched twice. */
            rows = MIN(TILE_ROWS - (bounds.y + y) % TILE_ROWS, bounds.height - y);
            gegl_buffer_get(buffer, GEGL_RECTANGLE(bounds.x, bounds.y + y, bounds.width, rows), 1.0, format, strip,
                            GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
            for (gint row = 0; row < rows; row++) {
                sum_row(strip + line * (gsize)row, bounds.width, width, sums);
                add_row(sums, y + row, bounds.height, width, height, rgba);
            }
        }
        divide(rgba, (gsize)width * (gsize)height,
               (float)((double)bounds.width / width * ((double)bounds.height / height)));
    }
    g_free(sums);
    g_free(strip);
    return is_possible;
}
