//! The templates of mails, which the program holds. Invariants: a name that has no value is an error, never an empty place; in HTML
//! every value is escaped.

use std::fmt::Write as _;
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use minijinja::{
    AutoEscape, Environment, Output, State, Template, UndefinedBehavior, Value, escape_formatter,
};

/// Why a mail could not be put into words.
pub(crate) type TemplateError = minijinja::Error;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(escaped);
    environment.set_loader(|name| {
        let file = FILES.get_file(name);
        Ok(file.and_then(|file| file.contents_utf8()).map(str::to_owned))
    });
    environment
});

/// The template of this name below `templates/`.
///
/// # Errors
/// There is none, or it is not what a template should be.
pub(super) fn template(name: &str) -> Result<Template<'static, 'static>, TemplateError> {
    TEMPLATES.get_template(name)
}

/// As the library escapes, but for `/`, which it writes as `&#x2f;`: programs that look for links in mails without reading HTML find
/// them as they are.
fn escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), TemplateError> {
    match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Html, Some(text)) if !value.is_safe() => {
            for letter in text.chars() {
                match letter {
                    '<' => out.write_str("&lt;"),
                    '>' => out.write_str("&gt;"),
                    '&' => out.write_str("&amp;"),
                    '"' => out.write_str("&quot;"),
                    '\'' => out.write_str("&#39;"),
                    other => out.write_char(other),
                }?;
            }
            Ok(())
        }
        _ => escape_formatter(out, state, value),
    }
}
