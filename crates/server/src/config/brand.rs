//! What the platform is called and what colour it has. Invariant: white text on the colour can be read.

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::ConfigError;
use crate::company_brand::logo::{Logo, draw_now};
use crate::domain::colour::Colour;
use crate::domain::logo::LogoFault;
use crate::domain::name_text::is_plain;

/// The accent of `style/tokens.css`.
pub const DEFAULT_COLOUR: &str = "#4740c8";

/// How the platform presents itself.
#[derive(Debug, Clone, Args)]
pub struct BrandOptions {
    /// What screens and mails call the platform.
    #[arg(long, env = "LATCHKEY_PLATFORM_NAME", default_value = "Latchkey")]
    pub platform_name: String,
    /// Colour of the platform on its screens and in its mails, as #rrggbb; dark enough for white text (4.5 to 1). Dark screens have a
    /// lighter shade of it.
    #[arg(long, env = "LATCHKEY_PLATFORM_COLOUR", default_value = DEFAULT_COLOUR)]
    pub platform_colour: String,
    /// File with the platform's logo: a PNG, JPEG or WebP of up to 1,000,000 bytes and 4096 pixels on a side. It is drawn anew at the start,
    /// at most 512 by 160 pixels large.
    #[arg(long, env = "LATCHKEY_PLATFORM_LOGO")]
    pub platform_logo: Option<PathBuf>,
}

/// The checked form of [`BrandOptions`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brand {
    /// Name of the platform, 1 to 60 characters, none of them a control character.
    pub name: String,
    /// Colour of the platform.
    pub colour: Colour,
    /// Logo of the platform, if it has one.
    pub logo: Option<Logo>,
}

impl TryFrom<&BrandOptions> for Brand {
    type Error = ConfigError;

    fn try_from(options: &BrandOptions) -> Result<Self, ConfigError> {
        let name = options.platform_name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 60 || !is_plain(&name) {
            return Err(ConfigError(
                "LATCHKEY_PLATFORM_NAME must have between 1 and 60 characters, all of them visible".into(),
            ));
        }
        let refuse = |why: &str| {
            ConfigError(format!(
                "LATCHKEY_PLATFORM_COLOUR {:?} {why}",
                options.platform_colour
            ))
        };
        let colour = Colour::parse(&options.platform_colour)
            .ok_or_else(|| refuse("is not a colour such as #4740c8"))?;
        if !colour.carries_white_text() {
            return Err(refuse(
                "is too light: white text on it needs a contrast of 4.5 to 1",
            ));
        }
        let logo = options.platform_logo.as_deref().map(logo).transpose()?;
        Ok(Self { name, colour, logo })
    }
}

fn logo(path: &Path) -> Result<Logo, ConfigError> {
    let refuse = |why: String| ConfigError(format!("LATCHKEY_PLATFORM_LOGO {} {why}", path.display()));
    let file = std::fs::read(path).map_err(|error| refuse(format!("cannot be read: {error}")))?;
    draw_now(&file).map_err(|fault| {
        let why = match fault {
            LogoFault::TooLarge => "has more than 1,000,000 bytes, or more than 4096 pixels on a side",
            LogoFault::Svg => "is an SVG; save it as PNG",
            LogoFault::Unreadable => "is not a whole PNG, JPEG or WebP file",
        };
        refuse(why.to_owned())
    })
}
