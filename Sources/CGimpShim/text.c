/* Text helpers that need no GIMP. */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "CGimpShim.h"

void nst_bind_translations(const char *locale_folder)
{
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); /* options and reports are written with a decimal point in every language */
    bindtextdomain(NST_TEXT_DOMAIN, locale_folder);
    bind_textdomain_codeset(NST_TEXT_DOMAIN, "UTF-8");
}

const char *nst_translate(const char *text)
{
    /* gettext answers "" with the catalogue's header. */
    return text[0] == '\0' ? text : dgettext(NST_TEXT_DOMAIN, text);
}

char *nst_copy_string(const char *text)
{
    return text == NULL ? NULL : strdup(text);
}

void nst_free(void *pointer)
{
    free(pointer);
}
