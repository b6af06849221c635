/* The border between Swift and GIMP: plain C types only, so that no GIMP, GEGL or GTK header leaks into Swift.
 *
 * Three things are declared here:
 *  - nst_invocation / nst_result: one call of the PDB procedure and its outcome. The plug-in executable fills the
 *    first from GimpParams, calls nst_run() in the Swift library, and turns the second into return values.
 *  - nst_host: everything the Swift side may ask of its host, as a struct of function pointers. The plug-in executable
 *    hands it over with the call. Sources/CGimpHost implements it with libgimp; the tests implement it over plain memory.
 *  - helpers for text and for running a program, which Swift can't reach otherwise. They need no GIMP.
 *
 * Threads: every nst_host function must be called from the thread that called nst_run().
 * Memory: a `char *` that is returned belongs to the caller, who frees it with nst_free().
 * Strings are UTF-8. Functions that return int32_t return 1 for success (or yes) and 0 for failure (or no).
 */
#ifndef CGIMPSHIM_H
#define CGIMPSHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NST_PROCEDURE_NAME "plug-in-neural-style-transfer"
#define NST_CONTINUE_PROCEDURE_NAME "plug-in-neural-style-transfer-continue"
#define NST_LOOK_PROCEDURE_NAME "plug-in-neural-style-look-inside"
#define NST_TEXT_DOMAIN "neural-style-transfer"
/* The name of the parasite that holds what a layer was made with. */
#define NST_RECORD_NAME "neural-style-transfer"
#define NST_PLUGIN_LIBRARY "libGimpPlugin.so"
#define NST_RUN_SYMBOL "nst_run"
/* Beside the plug-in executable, as the Swift library is. */
#define NST_HOST_LIBRARY "libGimpHost.so"
#define NST_HOST_SYMBOL "nst_gimp_host"

/* ---- one call of a procedure ---------------------------------------------------------------------------------- */

enum {
    NST_RUN_INTERACTIVE = 0,
    NST_RUN_NONINTERACTIVE = 1,
    NST_RUN_WITH_LAST_VALS = 2,
};

enum {
    NST_STATUS_EXECUTION_ERROR = 0,
    NST_STATUS_CALLING_ERROR = 1,
    NST_STATUS_SUCCESS = 3,
    NST_STATUS_CANCEL = 4,
};

/* What NST_LOOK_PROCEDURE_NAME is asked for beside the picture. */
typedef struct nst_look {
    const char *layer;   /* of the network, such as relu3_1; NULL where the caller gave none */
    int32_t map_count;   /* how many of its maps */
    int32_t has_gram;    /* the Gram matrix, too */
    int32_t has_filters; /* the first layer's filters, too */
    int32_t size;        /* the longest side at which the network looks at the picture, in pixels */
    const char *network; /* vgg16 or vgg19; NULL or "" for the usual one */
} nst_look;

/* `style` is -1, `options` NULL and `iterations` 0 where the caller gave none (GIMP's menu passes only the first three
 * arguments) and where the procedure has no such argument. */
typedef struct nst_invocation {
    const char *procedure; /* one of NST_…PROCEDURE_NAME */
    int32_t run_mode;
    int32_t image;
    int32_t drawable;
    int32_t style;
    const char *options;
    int32_t iterations;
    nst_look look;
    /* The folder of the plug-in executable; its `locale` folder holds the translations. */
    const char *folder;
} nst_invocation;

typedef struct nst_result {
    int32_t status;  /* NST_STATUS_… */
    int32_t layer;   /* the new layer, -1 unless status is NST_STATUS_SUCCESS */
    char *message;   /* a sentence for the user where status is an error, else NULL; freed with nst_free() */
} nst_result;

struct nst_host;

/* The type of nst_run(), which the Swift library exports under the name NST_RUN_SYMBOL. The host must stay until it
 * returns. */
typedef void (*nst_run_function)(const nst_invocation *invocation, const struct nst_host *host, nst_result *result);

/* The type of the function that the host's library exports under the name NST_HOST_SYMBOL. */
typedef const struct nst_host *(*nst_host_function)(void);

/* ---- what the host lends --------------------------------------------------------------------------------------- */

typedef struct nst_rectangle {
    int32_t x, y, width, height;
} nst_rectangle;

enum {
    NST_DRAWABLE_LAYER = 0,   /* also a layer group: its pixels are those of its projection */
    NST_DRAWABLE_MASK = 1,    /* a layer mask */
    NST_DRAWABLE_CHANNEL = 2,
};

typedef struct nst_drawable {
    int32_t id;
    int32_t image;
    int32_t kind;       /* NST_DRAWABLE_… */
    int32_t width, height;
    int32_t offset_x, offset_y;   /* in image coordinates */
    int32_t is_indexed;  /* the image's mode is indexed */
    int32_t has_alpha;
    int32_t is_group;    /* a layer group */
    int32_t is_visible;  /* by itself; a group around it may be hidden */
    int32_t is_locked;   /* its pixels, or those of a group around it, are locked */
    int32_t mask;        /* the layer mask that is applied, -1 for none */
    int32_t tattoo;      /* its number inside the image, which XCF files keep */
    double opacity;      /* 0…1 */
} nst_drawable;

typedef struct nst_new_layer {
    int32_t image;
    int32_t model;       /* the layer to stand above, in the same group, and whose opacity and mode to take over */
    const char *name;
    nst_rectangle bounds; /* in image coordinates */
    int32_t has_alpha;
    const float *rgba;   /* the bounds' pixels, as read_pixels() gives them */
    const float *mask;   /* the layer mask, rows of bounds.width values 0…1; NULL for none */
    const char *record;  /* kept with the layer, in XCF files too; NULL for none */
    int32_t is_hidden;   /* not visible */
    int32_t group;       /* a layer group to stand in, at its lower end, with the usual opacity and mode; -1 for above the
                          * model */
} nst_new_layer;

/* ---- windows --------------------------------------------------------------------------------------------------- */

enum {
    /* A chooser of layers of all open images, with thumbnails; value: the drawable's id. `choices` stand below the
     * layers; their values are NST_CHOICE_BELOW_LAYERS - index. */
    NST_CONTROL_DRAWABLE = 0,
    NST_CONTROL_NUMBER = 1,   /* a slider with a spin button */
    NST_CONTROL_CHOICE = 2,   /* a drop-down list; value: an index into `choices` */
    NST_CONTROL_TEXT = 3,     /* a line of text */
    NST_CONTROL_BUTTON = 4,   /* stands beside the control before it */
};

#define NST_CHOICE_BELOW_LAYERS (-2)

typedef struct nst_control {
    int32_t kind;              /* NST_CONTROL_… */
    const char *name;          /* which it is, not shown */
    const char *label;         /* translated, with a mnemonic underscore */
    const char *tooltip;       /* translated */
    double minimum, maximum, step;
    int32_t digits;            /* decimals shown */
    int32_t excluded_drawable; /* for NST_CONTROL_DRAWABLE: this one isn't offered */
    int32_t is_advanced;       /* stands with others under the dialog's `advanced_label` */
    /* What follows may be changed whenever `update` is called. */
    const char *const *choices; /* translated */
    int32_t choice_count;
    int32_t is_insensitive;    /* can't be used now */
    double value;              /* in: shown; out: what the user chose */
    const char *text;          /* the same for NST_CONTROL_TEXT; valid until `update` returns */
} nst_control;

/* How a dialog was left. */
enum {
    NST_ANSWER_NO_DISPLAY = -1,
    NST_ANSWER_CANCEL = 0,
    NST_ANSWER_OK = 1,
    NST_ANSWER_EXTRA = 2,
};

/* Why a dialog's `update` is called. */
enum {
    NST_EVENT_TICK = 0,     /* every tenth of a second while the dialog is open */
    NST_EVENT_CHANGED = 1,  /* the user changed a control, or pressed one that is a button */
    NST_EVENT_RESET = 2,    /* the user pressed the button with `reset_label` */
    NST_EVENT_ANSWERED = 3, /* the user is done: the last call */
};

typedef struct nst_dialog {
    const char *title;
    const char *introduction;  /* one sentence above the controls, or NULL */
    const char *notice;        /* what the user should know before, set off from the rest; or NULL */
    const char *extra_label;   /* a third button that answers NST_ANSWER_EXTRA, or NULL */
    const char *reset_label;   /* a button that sends NST_EVENT_RESET, or NULL */
    const char *ok_label;
    const char *cancel_label;
    const char *help_id;
    const char *advanced_label; /* what unfolds the advanced controls */
    nst_control *controls;
    int32_t control_count;

    /* A picture that shows what is to be expected fits into so many pixels each way; 0 for a dialog without one. */
    int32_t preview_side;
    const char *preview_label;  /* what a screen reader calls it */
    const char *original_label; /* a switch that shows `original` instead; a click on the picture does the same */

    /* Called with `listener` when something happened, after the controls' values have been filled in; `control` is
     * the one that was changed, or -1. What it changes here and in the controls is shown when it returns. May be NULL. */
    void (*update)(void *listener, struct nst_dialog *dialog, int32_t event, int32_t control);
    void *listener;
    const char *status;     /* a line below the controls, or NULL */
    int32_t is_unready;     /* OK can't be pressed now */
    /* Rows of 3 bytes sRGB, picture_width x picture_height, both; NULL for none yet. Shown anew whenever
     * picture_serial is another. */
    const uint8_t *picture, *original;
    int32_t picture_width, picture_height;
    int32_t picture_serial;
} nst_dialog;

/* What the user wants of a run that a window shows. */
enum {
    NST_WISH_GO_ON = 0,
    NST_WISH_KEEP = 1,
    NST_WISH_DISCARD = 2,
};

typedef struct nst_run_window {
    const char *title;
    const char *keep_label;   /* the button that stops and keeps what there is */
    const char *cancel_label;
    int32_t picture_side;     /* the picture fits into so many pixels each way */
    const char *curve_label;  /* what unfolds the curve of the losses */
    const char *curve_tooltip;
} nst_run_window;

/* A point of a curve: 0…1 from left to right and from bottom to top. */
typedef struct nst_curve_point {
    double x, y;
    int32_t begins_line; /* no line leads here from the point before */
} nst_curve_point;

/* How far a run is. */
typedef struct nst_run_state {
    double fraction;        /* 0…1 */
    const char *text;       /* NULL: as before */
    const uint8_t *picture; /* as in nst_dialog; NULL: as before */
    int32_t picture_width, picture_height;
    const nst_curve_point *curve; /* all points; NULL: as before */
    int32_t curve_count;
} nst_run_state;

typedef struct nst_host {
    void *context; /* handed back as every function's first argument */

    /* 0 if there is no such drawable (any more). */
    int32_t (*get_drawable)(void *context, int32_t drawable, nst_drawable *out);
    char *(*copy_drawable_name)(void *context, int32_t drawable);
    /* The name of the image's file, without its folder; NULL where it has none. */
    char *(*copy_image_name)(void *context, int32_t image);
    /* The layers of a group from top to bottom: writes as many as `capacity` allows and returns how many there are. */
    int32_t (*list_children)(void *context, int32_t group, int32_t *layers, int32_t capacity);
    /* The same for all open images. */
    int32_t (*list_images)(void *context, int32_t *images, int32_t capacity);
    /* The layer or channel with a tattoo, -1 if there is none. */
    int32_t (*find_drawable)(void *context, int32_t image, int32_t tattoo);

    /* The part of `drawable` that the selection covers, in the drawable's own coordinates (all of it where nothing is
     * selected); 0 where the selection and the drawable do not meet. `has_selection` says if something is selected. */
    int32_t (*selection_bounds)(void *context, int32_t drawable, nst_rectangle *bounds, int32_t *has_selection);
    /* Selection of the bounds' pixels, 0…1, rows of bounds.width floats. */
    int32_t (*read_selection)(void *context, int32_t drawable, nst_rectangle bounds, float *mask);

    /* The bounds' pixels as [height, width, 4] floats: sRGB R'G'B' and alpha, 0…1, not premultiplied; converted from
     * the image's mode, precision and colour profile. Bounds are in the drawable's own coordinates. */
    int32_t (*read_pixels)(void *context, int32_t drawable, nst_rectangle bounds, float *rgba);
    /* The bounds' pixels made smaller, to width x height, each the mean of what it covers; otherwise like read_pixels().
     * The proportion may change; 0 where it would be larger than the bounds in any direction. */
    int32_t (*read_thumbnail)(void *context, int32_t drawable, nst_rectangle bounds, int32_t width, int32_t height,
                              float *rgba);
    /* The bounds' values of a layer mask or channel, 0…1, rows of bounds.width floats. */
    int32_t (*read_mask)(void *context, int32_t mask, nst_rectangle bounds, float *values);

    /* Makes a layer of the image's mode and precision, in one undo step. All or nothing. */
    int32_t (*insert_layer)(void *context, const nst_new_layer *description, int32_t *layer);
    /* Makes an empty layer group above `model`. */
    int32_t (*insert_group)(void *context, int32_t image, int32_t model, const char *name, int32_t *group);
    /* Removes a layer, or a group with what is in it, from its image. */
    void (*remove_layer)(void *context, int32_t layer);
    /* What is done to an image in between becomes one undo step. */
    void (*begin_undo_step)(void *context, int32_t image);
    void (*end_undo_step)(void *context, int32_t image);
    /* Puts pixels in the place of a layer's, as far as they are selected, and keeps the record; in one undo step. Bounds
     * are in the layer's own coordinates. */
    int32_t (*replace_pixels)(void *context, int32_t layer, nst_rectangle bounds, const float *rgba, const char *record);
    /* Makes an image like the one that is named in the description, as large as the layer, which is its only one; shows
     * it in a window where that is wanted. */
    int32_t (*make_image)(void *context, const nst_new_layer *description, int32_t is_shown, int32_t *layer);
    /* The record that was kept with a layer, NULL for none. */
    char *(*copy_record)(void *context, int32_t layer);

    void (*begin_progress)(void *context, const char *text);
    void (*update_progress)(void *context, double fraction, const char *text);
    void (*end_progress)(void *context);
    /* Handles the interface's pending events for about `seconds`; the thread sleeps in between. */
    void (*wait)(void *context, double seconds);

    /* An NST_ANSWER_…; with OK and EXTRA the controls' values hold what the user chose. */
    int32_t (*run_dialog)(void *context, nst_dialog *dialog);
    /* Lets the user choose a file that exists, a picture where `is_picture`, beginning in `folder` (NULL for where
     * such files usually are); its path, or NULL where the user cancelled or there is no display. */
    char *(*choose_file)(void *context, const char *title, const char *ok_label, const char *cancel_label,
                         const char *folder, int32_t is_picture);
    /* Opens a picture's file as an image that isn't shown, as one layer, which is returned; -1 where it can't be. */
    int32_t (*load_image)(void *context, const char *path);
    /* Removes such an image. */
    void (*delete_image)(void *context, int32_t image);

    /* A window for a run, beside the progress bar; 0 where there is no display. At most one is open. */
    int32_t (*open_run_window)(void *context, const nst_run_window *window);
    /* Shows how far the run is. Returns what the user wants, an NST_WISH_…. */
    int32_t (*update_run_window)(void *context, const nst_run_state *state);
    void (*close_run_window)(void *context);

    /* Shows a message where the host shows them: in its own window or on standard error. */
    void (*show_message)(void *context, const char *text);

    /* A text that the host has kept under a key since it was started, for "repeat" and for a dialog that remembers; NULL
     * for none. */
    char *(*copy_session_value)(void *context, const char *key);
    void (*set_session_value)(void *context, const char *key, const char *value);
    /* The folder with the user's own settings of the host; NULL for none. */
    char *(*copy_user_folder)(void *context);
} nst_host;

/* ---- helpers --------------------------------------------------------------------------------------------------- */

/* Binds the text domain NST_TEXT_DOMAIN to `locale_folder`, UTF-8, after the user's locale. LC_NUMERIC stays "C". */
void nst_bind_translations(const char *locale_folder);
/* `text` in the user's language (gettext), or itself. The result must not be freed. */
const char *nst_translate(const char *text);
/* Copies a string so that nst_free() can free it. */
char *nst_copy_string(const char *text);
/* Runs a program to its end, in any thread; `arguments` begins with its path and ends with NULL. Returns its exit status
 * (128 and the signal where one ended it), or -1 where it can't be started. `output` is what it wrote, where it failed
 * what it complained, or why it can't be started; freed with nst_free(). */
int32_t nst_run_program(const char *const *arguments, char **output);
void nst_free(void *pointer);

#ifdef __cplusplus
}
#endif

#endif
