//! The icons that are no SVG, drawn from the figure of `public/favicon.svg`: `favicon.ico`, for what asks for nothing else,
//! and the picture that a phone puts on its home screen. They are committed; `cargo xtask icons` draws them anew.
//!
//! Invariant: the committed files hold the figure that `draw` describes (a test compares them).

use std::{fs, io::Write as _};

use anyhow::Result;
use flate2::{Compression, Crc, write::ZlibEncoder};

use crate::project;

const ICO: &str = "public/favicon.ico";
const TOUCH_ICON: &str = "public/apple-touch-icon.png";

/// Side of the SVG's view box, to which the measures below refer.
const VIEW_BOX: f64 = 32.0;
/// Sides in pixels: of the pictures inside the ICO, and of the touch icon.
const ICO_SIDES: [u8; 2] = [16, 32];
const TOUCH_SIDE: usize = 180;
/// Samples per pixel in each direction.
const SAMPLES: usize = 8;

/// Red, green, blue and opacity.
type Pixel = [u8; 4];
const ACCENT: Pixel = [0x47, 0x40, 0xc8, 0xff];
const WHITE: Pixel = [0xff; 4];
const NOTHING: Pixel = [0; 4];

/// A square picture, line by line.
struct Picture {
    side: usize,
    pixels: Vec<Pixel>,
}

/// Writes the icons into `public/`.
pub(crate) fn write() -> Result<()> {
    for (name, content) in icons()? {
        fs::write(project::root().join(name), content)?;
        println!("{name}");
    }
    Ok(())
}

fn icons() -> Result<[(&'static str, Vec<u8>); 2]> {
    let pictures: Vec<_> = ICO_SIDES
        .iter()
        .map(|&side| draw(usize::from(side), NOTHING))
        .collect();
    // Phones put black behind what is transparent.
    let touch = draw(TOUCH_SIDE, WHITE);
    Ok([(ICO, ico(&pictures)?), (TOUCH_ICON, png(&touch)?)])
}

/// A square with round corners that stands on one of them, with a hole in the middle.
fn draw(side: usize, ground: Pixel) -> Picture {
    let at = |index: usize| VIEW_BOX * (index as f64 + 0.5) / (side * SAMPLES) as f64 - VIEW_BOX / 2.0;
    let colour = |x: f64, y: f64| {
        if x.hypot(y) <= 4.0 {
            return WHITE;
        }
        // In the square's own directions, from the middle: half a side is 10, a corner has a radius of 4.
        let (u, v) = ((x + y).abs() / 2f64.sqrt(), (x - y).abs() / 2f64.sqrt());
        let beyond = (u - 6.0).max(0.0).hypot((v - 6.0).max(0.0));
        if beyond <= 4.0 { ACCENT } else { ground }
    };
    let pixel = |index: usize| {
        let (left, top) = (index % side * SAMPLES, index / side * SAMPLES);
        let samples = (0..SAMPLES * SAMPLES)
            .map(|sample| colour(at(left + sample % SAMPLES), at(top + sample / SAMPLES)));
        mean(samples)
    };
    Picture {
        side,
        pixels: (0..side * side).map(pixel).collect(),
    }
}

/// The mean of `SAMPLES` x `SAMPLES` colours, each as far as it is opaque.
fn mean(samples: impl Iterator<Item = Pixel>) -> Pixel {
    let mut sums = [0u32; 3];
    let mut opacity = 0u32;
    for [red, green, blue, alpha] in samples {
        for (sum, part) in sums.iter_mut().zip([red, green, blue]) {
            *sum += u32::from(part) * u32::from(alpha);
        }
        opacity += u32::from(alpha);
    }
    let [red, green, blue] = sums.map(|sum| (sum / opacity.max(1)) as u8);
    [red, green, blue, (opacity / (SAMPLES * SAMPLES) as u32) as u8]
}

/// PNG, 8 bits a channel, with opacity.
fn png(picture: &Picture) -> Result<Vec<u8>> {
    let side = (picture.side as u32).to_be_bytes();
    let header = [&side[..], &side, &[8, 6, 0, 0, 0]].concat();
    let mut data = ZlibEncoder::new(Vec::new(), Compression::best());
    for line in picture.pixels.chunks(picture.side) {
        // Each line begins with its filter: none.
        data.write_all(&[0])?;
        data.write_all(line.as_flattened())?;
    }
    Ok([
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(*b"IHDR", &header),
        chunk(*b"IDAT", &data.finish()?),
        chunk(*b"IEND", &[]),
    ]
    .concat())
}

/// Length, name, content and check sum.
fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(content);
    let length = (content.len() as u32).to_be_bytes();
    [&length[..], &name, content, &sum.sum().to_be_bytes()].concat()
}

/// A folder of PNGs: its head, an entry for each, and then the pictures.
fn ico(pictures: &[Picture]) -> Result<Vec<u8>> {
    let count = pictures.len() as u8;
    let mut head = vec![0, 0, 1, 0, count, 0];
    let mut contents = Vec::new();
    for picture in pictures {
        let content = png(picture)?;
        let offset = 6 + 16 * usize::from(count) + contents.len();
        let side = picture.side as u8;
        head.extend([side, side, 0, 0, 1, 0, 32, 0]);
        head.extend((content.len() as u32).to_le_bytes());
        head.extend((offset as u32).to_le_bytes());
        contents.extend(content);
    }
    Ok([head, contents].concat())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn committed(name: &str) -> Vec<u8> {
        fs::read(project::root().join(name)).unwrap()
    }

    /// The pixels of a PNG of ours. Compared in place of the bytes: another version of the compressor may pack them otherwise.
    fn pixels(png: &[u8]) -> Vec<u8> {
        let at = png.windows(4).position(|name| name == b"IDAT").unwrap();
        let length = u32::from_be_bytes(png[at - 4..at].try_into().unwrap()) as usize;
        let mut unpacked = Vec::new();
        flate2::read::ZlibDecoder::new(&png[at + 4..at + 4 + length])
            .read_to_end(&mut unpacked)
            .unwrap();
        unpacked
    }

    #[test]
    fn the_committed_icons_are_those_that_are_drawn() {
        for (name, drawn) in icons().unwrap() {
            let first =
                |file: &[u8]| pixels(&file[file.windows(4).position(|word| word == b"\x89PNG").unwrap()..]);
            assert_eq!(
                first(&committed(name)),
                first(&drawn),
                "{name}: cargo xtask icons"
            );
        }
    }

    #[test]
    fn the_figure_is_that_of_the_svg() {
        let svg = String::from_utf8(committed("public/favicon.svg")).unwrap();
        for part in [
            "viewBox=\"0 0 32 32\"",
            "<rect x=\"6\" y=\"6\" width=\"20\" height=\"20\" rx=\"4\" transform=\"rotate(45 16 16)\" fill=\"#4740c8\"/>",
            "<circle cx=\"16\" cy=\"16\" r=\"4\" fill=\"#fff\"/>",
        ] {
            assert!(svg.contains(part), "{part}");
        }
        let picture = draw(32, NOTHING);
        let pixel = |x: usize, y: usize| picture.pixels[y * 32 + x];
        assert_eq!(
            [pixel(16, 16), pixel(16, 6), pixel(6, 16), pixel(2, 2)],
            [WHITE, ACCENT, ACCENT, NOTHING]
        );
    }
}
