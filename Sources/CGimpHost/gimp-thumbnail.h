/* Pictures made smaller. */
#ifndef GIMP_THUMBNAIL_H
#define GIMP_THUMBNAIL_H

#include "CGimpShim.h"
#include "gimp-libraries.h"

/* Reads `bounds`, which lie inside the buffer, as width x height pixels, at most as many as the bounds have in each
 * direction. `format` has three colours and straight alpha, as floats. 0 where there is no memory for it. */
int32_t gimp_thumbnail_read(GeglBuffer *buffer, nst_rectangle bounds, const Babl *format, int32_t width, int32_t height,
                            float *rgba);

#endif
