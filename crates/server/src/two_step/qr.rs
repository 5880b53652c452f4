//! Draws a QR code as the path of an SVG, so that a screen needs neither a picture nor a script for it.

use std::fmt::Write as _;

use latchkey_contract::two_step::QrCode;
use qrcode::{Color, EcLevel};

/// Empty modules around a code (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// The code of a text; `None` where it is too long for one.
pub fn draw(text: &str) -> Option<QrCode> {
    let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|&at| code[(at, y)] == Color::Dark).count();
            if run > 0 {
                let (left, top) = (x + QUIET, y + QUIET);
                let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    let size = u16::try_from(width + 2 * QUIET).ok()?;
    Some(QrCode { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that a path paints, as rows of a grid.
    fn painted(code: &QrCode) -> Vec<Vec<bool>> {
        let size = usize::from(code.size);
        let mut grid = vec![vec![false; size]; size];
        for piece in code.path.split('M').filter(|piece| !piece.is_empty()) {
            let (place, rest) = piece.split_once('h').expect("a line");
            let (x, y) = place.split_once(' ').expect("a place");
            let run: usize = rest.split('v').next().expect("a run").parse().expect("a number");
            let (x, y): (usize, usize) = (x.parse().expect("x"), y.parse().expect("y"));
            for cell in &mut grid[y][x..x + run] {
                *cell = true;
            }
        }
        grid
    }

    #[test]
    fn the_path_paints_the_code_within_a_quiet_zone() {
        let text = "otpauth://totp/Latchkey:grace@globex.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Latchkey";
        let drawn = draw(text).expect("a code");
        let code = qrcode::QrCode::with_error_correction_level(text, EcLevel::M).expect("a code");
        let grid = painted(&drawn);
        for (y, row) in grid.iter().enumerate() {
            for (x, &is_dark) in row.iter().enumerate() {
                let inside =
                    (QUIET..QUIET + code.width()).contains(&x) && (QUIET..QUIET + code.width()).contains(&y);
                let expected = inside && code[(x.wrapping_sub(QUIET), y.wrapping_sub(QUIET))] == Color::Dark;
                assert_eq!(is_dark, expected, "{x} {y}");
            }
        }
        assert_eq!(draw(&"x".repeat(5000)), None);
    }
}
