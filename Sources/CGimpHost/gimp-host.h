/* GIMP's implementations of the functions in nst_host, one file per concern; their contracts stand in CGimpShim.h. */
#ifndef GIMP_HOST_H
#define GIMP_HOST_H

#include "CGimpShim.h"

/* gimp-drawable.c */
int32_t gimp_host_get_drawable(void *context, int32_t drawable, nst_drawable *out);
char *gimp_host_copy_drawable_name(void *context, int32_t drawable);
char *gimp_host_copy_image_name(void *context, int32_t image);
int32_t gimp_host_list_children(void *context, int32_t group, int32_t *layers, int32_t capacity);
int32_t gimp_host_list_images(void *context, int32_t *images, int32_t capacity);
int32_t gimp_host_find_drawable(void *context, int32_t image, int32_t tattoo);

/* gimp-selection.c */
int32_t gimp_host_selection_bounds(void *context, int32_t drawable, nst_rectangle *bounds, int32_t *has_selection);
int32_t gimp_host_read_selection(void *context, int32_t drawable, nst_rectangle bounds, float *mask);

/* gimp-pixels.c */
int32_t gimp_host_read_pixels(void *context, int32_t drawable, nst_rectangle bounds, float *rgba);
int32_t gimp_host_read_thumbnail(void *context, int32_t drawable, nst_rectangle bounds, int32_t width, int32_t height,
                                 float *rgba);
/* Reads `bounds` of any drawable as `format` (babl's name); the rows of `pixels` follow each other without gaps. */
int32_t gimp_host_read_buffer(int32_t drawable, nst_rectangle bounds, const char *format, void *pixels);
int32_t gimp_host_read_mask(void *context, int32_t mask, nst_rectangle bounds, float *values);
/* Fills all of a layer from [height, width, 4] floats, R'G'B'A. */
int32_t gimp_host_write_pixels(int32_t layer, int32_t width, int32_t height, const float *rgba);
/* Fills all of a layer mask from [height, width] floats. */
int32_t gimp_host_write_mask(int32_t mask, int32_t width, int32_t height, const float *values);
/* Merges such pixels into a part of a layer as far as they are selected; undone by itself. */
int32_t gimp_host_merge_pixels(int32_t layer, nst_rectangle bounds, const float *rgba);

/* gimp-layer.c */
void gimp_host_begin_undo_step(void *context, int32_t image);
void gimp_host_end_undo_step(void *context, int32_t image);
int32_t gimp_host_insert_layer(void *context, const nst_new_layer *description, int32_t *layer);
int32_t gimp_host_insert_group(void *context, int32_t image, int32_t model, const char *name, int32_t *group);
void gimp_host_remove_layer(void *context, int32_t layer);
int32_t gimp_host_replace_pixels(void *context, int32_t layer, nst_rectangle bounds, const float *rgba,
                                 const char *record);
/* A layer that isn't in its image yet, with its pixels; -1 where it can't be made. */
int32_t gimp_layer_make(int32_t image, const nst_new_layer *description);
/* Puts such a layer into its image, with its mask and record. */
int32_t gimp_layer_attach(int32_t image, int32_t layer, int32_t parent, int32_t position,
                          const nst_new_layer *description);

/* gimp-image.c */
int32_t gimp_host_make_image(void *context, const nst_new_layer *description, int32_t is_shown, int32_t *layer);

/* gimp-record.c */
int32_t gimp_record_attach(int32_t layer, const char *record);
char *gimp_host_copy_record(void *context, int32_t layer);

/* gimp-progress.c */
void gimp_host_begin_progress(void *context, const char *text);
void gimp_host_update_progress(void *context, double fraction, const char *text);
void gimp_host_end_progress(void *context);
void gimp_host_wait(void *context, double seconds);
void gimp_host_show_message(void *context, const char *text);

/* gimp-window.c: what all windows share. */
int32_t gimp_window_prepare(void); /* 0 where there is no display */
/* What is so many pixels large on a screen of 96 dots per inch, for this screen. GTK 2 scales text only. */
int32_t gimp_window_pixels(int32_t pixels);
void gimp_window_close(void *window);

/* gimp-dialog.c */
int32_t gimp_host_run_dialog(void *context, nst_dialog *dialog);

/* gimp-file.c */
char *gimp_host_choose_file(void *context, const char *title, const char *ok_label, const char *cancel_label,
                            const char *folder, int32_t is_picture);

/* gimp-style-file.c */
int32_t gimp_host_load_image(void *context, const char *path);
void gimp_host_delete_image(void *context, int32_t image);

/* gimp-running.c */
int32_t gimp_host_open_run_window(void *context, const nst_run_window *window);
int32_t gimp_host_update_run_window(void *context, const nst_run_state *state);
void gimp_host_close_run_window(void *context);

/* gimp-session.c */
char *gimp_host_copy_session_value(void *context, const char *key);
void gimp_host_set_session_value(void *context, const char *key, const char *value);
char *gimp_host_copy_user_folder(void *context);

#endif
