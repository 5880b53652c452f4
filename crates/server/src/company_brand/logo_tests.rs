//! Logos made from files, good and bad ones. Invariant: all files are made by the tests; none is stored in the repository.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, Rgba};

use super::*;

const SCRIPT: &[u8] = b"<script>alert(1)</script>";

/// A picture of the given size, red on the left and transparent on the right.
fn picture(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, _| match x < width / 2 {
        true => Rgba([200, 20, 30, 255]),
        false => Rgba([0, 0, 0, 0]),
    })
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = Vec::new();
    let picture = picture(width, height);
    PngEncoder::new(&mut png)
        .write_image(&picture, width, height, ExtendedColorType::Rgba8)
        .expect("a PNG");
    png
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let picture = DynamicImage::from(picture(width, height)).into_rgb8();
    JpegEncoder::new(&mut jpeg)
        .write_image(&picture, width, height, ExtendedColorType::Rgb8)
        .expect("a JPEG");
    jpeg
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut webp = Vec::new();
    let picture = picture(width, height);
    WebPEncoder::new_lossless(&mut webp)
        .write_image(&picture, width, height, ExtendedColorType::Rgba8)
        .expect("a WebP");
    webp
}

/// A part of a PNG: its length, name, content and checksum (PNG §5.3).
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [name.as_slice(), content].concat();
    let mut sum = u32::MAX;
    for byte in &named {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    let length = u32::try_from(content.len()).expect("a short one");
    [&length.to_be_bytes(), named.as_slice(), &(!sum).to_be_bytes()].concat()
}

/// With another part behind its head, which is as long in every PNG.
fn with_chunk(png: &[u8], chunk: &[u8]) -> Vec<u8> {
    [&png[..33], chunk, &png[33..]].concat()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn kept(file: &[u8]) -> RgbaImage {
    let logo = draw_now(file).expect("a logo");
    image::load_from_memory_with_format(&logo.png, ImageFormat::Png)
        .expect("a PNG")
        .into_rgba8()
}

#[test]
fn each_kind_comes_out_as_a_png_that_fits() {
    for (file, size) in [
        (png(40, 20), (40, 20)),
        (png(2000, 500), (512, 128)),
        (jpeg(64, 64), (64, 64)),
        (webp(320, 320), (160, 160)),
    ] {
        assert_eq!(kept(&file).dimensions(), size);
    }
}

#[test]
fn nothing_that_is_no_picture_comes_through() {
    let text = chunk(b"tEXt", &[b"Comment\0", SCRIPT].concat());
    let behind = [png(40, 20), b"<html>".to_vec(), SCRIPT.to_vec()].concat();
    let comment = [&[0xff, 0xfe, 0, 27][..], SCRIPT].concat();
    let mut commented = jpeg(64, 64);
    commented.splice(2..2, comment);
    for file in [with_chunk(&png(40, 20), &text), behind, commented] {
        assert!(contains(&file, SCRIPT));
        let logo = draw_now(&file).expect("a logo");
        assert!(!contains(&logo.png, b"script") && !contains(&logo.png, b"html"));
        assert!(!contains(&logo.png, b"tEXt") && !contains(&logo.png, b"iTXt"));
        assert!(logo.png.starts_with(b"\x89PNG\r\n\x1a\n") && logo.png.ends_with(b"IEND\xaeB`\x82"));
    }
    assert_eq!(
        draw_now(&png(40, 20)),
        draw_now(&with_chunk(&png(40, 20), &text)),
        "the same picture, the same logo"
    );
}

#[test]
fn a_picture_that_unpacks_to_too_much_is_refused_by_its_head() {
    // A head that speaks of 65500 by 65500 pixels, in front of next to nothing.
    let mut head = Vec::new();
    head.extend_from_slice(&65_500_u32.to_be_bytes());
    head.extend_from_slice(&65_500_u32.to_be_bytes());
    head.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut bomb = png(40, 20);
    bomb.splice(8..33, chunk(b"IHDR", &head));
    assert_eq!(draw_now(&bomb), Err(LogoFault::TooLarge));
    for file in [png(4097, 1), png(1, 4097), webp(4097, 1), jpeg(1, 4097)] {
        assert_eq!(draw_now(&file), Err(LogoFault::TooLarge));
    }
}

#[test]
fn what_is_broken_or_something_else_is_refused() {
    let whole = png(40, 20);
    let mut wrong = whole.clone();
    wrong[20] ^= 1;
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
    for file in [
        whole[..40].to_vec(),
        whole[..whole.len() / 2].to_vec(),
        wrong,
        gif,
    ] {
        assert_eq!(draw_now(&file), Err(LogoFault::Unreadable));
    }
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    assert_eq!(draw_now(svg), Err(LogoFault::Svg));
    for file in [png(40, 20), jpeg(64, 64), webp(32, 32)] {
        for end in (8..file.len()).step_by(7) {
            // A broken file may give a picture, and never anything else.
            if let Ok(logo) = draw_now(&file[..end]) {
                assert!(logo.png.starts_with(b"\x89PNG"));
            }
        }
    }
}

#[test]
fn edges_keep_their_colour_when_a_logo_shrinks() {
    let small = kept(&png(2000, 500));
    let is_red = |pixel: &Rgba<u8>| pixel.0[3] < 8 || pixel.0[0] > 180;
    assert!(small.pixels().all(is_red), "what is transparent is no black");
}
