//! Logos, drawn anew. Invariant: nothing of the file that came is kept but the colours of its picture: no metadata, no other pictures, no bytes behind its end.

use std::io::Cursor;

use aws_lc_rs::digest;
use bytes::Bytes;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::{self, FilterType as Sampling};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder as _, ImageFormat, ImageReader, Limits, RgbaImage};
use tokio::sync::Semaphore;

use crate::domain::logo::{LONGEST_SIDE, LogoFault, LogoKind, LogoName, kept_size, kind, may_be_read};

/// The most memory for one picture: 4096 by 4096 pixels of 8 bytes, and as much as a decoder keeps beside them.
const MOST_MEMORY: u64 = 192 * 1024 * 1024;

/// One at a time: each may take [`MOST_MEMORY`] for a moment.
static DRAWING: Semaphore = Semaphore::const_new(1);

/// A logo as the platform keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// A PNG.
    pub png: Bytes,
    /// What it is known by.
    pub name: LogoName,
}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Logo({})", self.name.as_text())
    }
}

/// Draws the picture in a file anew, off the threads that answer requests.
///
/// # Errors
/// [`LogoFault`] where there is none.
pub async fn draw(file: Vec<u8>) -> Result<Logo, LogoFault> {
    // Closed by nobody.
    let turn = DRAWING.acquire().await.map_err(|_| LogoFault::Unreadable)?;
    let drawn = tokio::task::spawn_blocking(move || {
        // A request that nobody waits for any more does not let the next one begin before this is over.
        let _turn = turn;
        draw_now(&file)
    });
    // A decoder that gives up by a panic has read nothing.
    drawn.await.unwrap_or(Err(LogoFault::Unreadable))
}

/// The same, at once: for the start of the server.
///
/// # Errors
/// [`LogoFault`] where there is none.
pub fn draw_now(file: &[u8]) -> Result<Logo, LogoFault> {
    let picture = decoded(file)?;
    let (width, height) = kept_size(picture.width(), picture.height());
    let picture = match (width, height) == picture.dimensions() {
        true => picture,
        false => scaled(picture, width, height),
    };
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive)
        .write_image(picture.as_raw(), width, height, image::ExtendedColorType::Rgba8)
        .map_err(|_| LogoFault::Unreadable)?;
    let hash = hexadecimal(digest::digest(&digest::SHA256, &png).as_ref());
    Ok(Logo {
        png: png.into(),
        name: LogoName { hash, width, height },
    })
}

fn decoded(file: &[u8]) -> Result<RgbaImage, LogoFault> {
    let format = match kind(file)? {
        LogoKind::Png => ImageFormat::Png,
        LogoKind::Jpeg => ImageFormat::Jpeg,
        LogoKind::WebP => ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    may_be_read(width, height)?;
    // Cameras turn a picture by a note beside it, which is not kept.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

fn fault(error: &image::ImageError) -> LogoFault {
    match error {
        image::ImageError::Limits(_) => LogoFault::TooLarge,
        _ => LogoFault::Unreadable,
    }
}

/// Smaller, with each colour weighed by how much of it can be seen: what is transparent would darken the edges else.
fn scaled(mut picture: RgbaImage, width: u32, height: u32) -> RgbaImage {
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let weighed = |part: u8| share(u32::from(part) * u32::from(alpha), 255);
        pixel.0 = [weighed(red), weighed(green), weighed(blue), alpha];
    }
    let mut picture = imageops::resize(&picture, width, height, Sampling::CatmullRom);
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let alone = |part: u8| share(u32::from(part) * 255, u32::from(alpha));
        pixel.0 = [alone(red), alone(green), alone(blue), alpha];
    }
    picture
}

fn share(sum: u32, of: u32) -> u8 {
    let of = of.max(1);
    u8::try_from((sum + of / 2) / of).unwrap_or(u8::MAX)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "logo_tests.rs"]
mod tests;
