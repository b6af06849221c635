/* Drop-down lists: of layers, and of words. Their values are numbers. */
#ifndef GIMP_CHOICES_H
#define GIMP_CHOICES_H

#include "CGimpShim.h"
#include "gimp-libraries.h"

/* A list of all open images' layers but one. */
GtkWidget *gimp_layer_list_new(int32_t excluded);
/* A list of words; empty. */
GtkWidget *gimp_choice_list_new(void);
/* Puts these words into a list of words, or below the layers. */
void gimp_list_set_choices(GtkWidget *list, const char *const *choices, int32_t count);
gint gimp_list_value(GtkWidget *list);
/* Selects a value; in a list of layers that hasn't got it, the first layer. */
void gimp_list_set_value(GtkWidget *list, gint value);

#endif
