//! A reservation code as a picture that the kiosk's scanner reads: a QR code as PNG, a few hundred bytes.
//!
//! Written by hand, since a PNG of black and white squares is four chunks, and an image library is none.

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use qrcode::{Color, EcLevel, QrCode};
use shared::ReservationCode;
use std::io::{self, Write as _};

/// Modules of white around the code; the standard wants four.
const QUIET: usize = 4;
/// Pixels to a module.
const SCALE: usize = 6;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

/// The picture, and how many pixels it is wide and high.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) png: Vec<u8>,
    pub(super) size: usize,
}

/// Draws the bare digits. `None`: it could not be drawn, and the letter goes without; the digits stand in it anyway.
pub(super) fn picture(code: &ReservationCode) -> Option<Picture> {
    // Paper gets creased and screens get scratched: a quarter of it may be unreadable.
    let code = QrCode::with_error_correction_level(code.digits(), EcLevel::Q).ok()?;
    let size = (code.width() + 2 * QUIET) * SCALE;
    let png = png(&code, size).ok()?;
    Some(Picture { png, size })
}

fn png(code: &QrCode, size: usize) -> io::Result<Vec<u8>> {
    let width = u32::try_from(size).map_err(io::Error::other)?;
    let mut header = [width.to_be_bytes(), width.to_be_bytes()].concat();
    // One bit to a pixel, grey, no interlacing.
    header.extend([1, 0, 0, 0, 0]);
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::best());
    for y in 0..size {
        // No filter.
        pixels.write_all(&[0])?;
        pixels.write_all(&row(code, size, y))?;
    }
    let mut png = SIGNATURE.to_vec();
    for (kind, data) in [(b"IHDR", header), (b"IDAT", pixels.finish()?), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(data.len()).map_err(io::Error::other)?.to_be_bytes());
        let body = [kind.as_slice(), &data].concat();
        let mut crc = Crc::new();
        crc.update(&body);
        png.extend(body);
        png.extend(crc.sum().to_be_bytes());
    }
    Ok(png)
}

/// Eight pixels to a byte, the first in the highest bit; a set bit is white.
fn row(code: &QrCode, size: usize, y: usize) -> Vec<u8> {
    let mut row = vec![0; size.div_ceil(8)];
    for x in (0..size).filter(|x| !is_dark(code, *x, y)) {
        if let Some(byte) = row.get_mut(x / 8) {
            *byte |= 0x80 >> (x % 8);
        }
    }
    row
}

fn is_dark(code: &QrCode, x: usize, y: usize) -> bool {
    let module = |pixel: usize| (pixel / SCALE).checked_sub(QUIET).filter(|module| *module < code.width());
    matches!((module(x), module(y)), (Some(x), Some(y)) if code[(x, y)] == Color::Dark)
}

#[cfg(test)]
mod tests {
    use super::{Picture, picture};
    use flate2::read::ZlibDecoder;
    use shared::ReservationCode;
    use std::io::Read as _;

    /// The pixels of a picture as any reader of PNG sees them; `true` is dark.
    fn pixels(Picture { png, size }: &Picture) -> Vec<Vec<bool>> {
        let at = png.windows(4).position(|kind| kind == b"IDAT").unwrap();
        let length = u32::from_be_bytes(png[at - 4..at].try_into().unwrap()) as usize;
        let mut rows = Vec::new();
        ZlibDecoder::new(&png[at + 4..at + 4 + length]).read_to_end(&mut rows).unwrap();
        let bits = |row: &[u8]| (0..*size).map(|x| row[1 + x / 8] & (0x80 >> (x % 8)) == 0).collect();
        rows.chunks(1 + size.div_ceil(8)).map(bits).collect()
    }

    #[test]
    fn a_reader_finds_the_bare_digits() {
        for number in [48_291_573, 0, 99_999_999] {
            let code = ReservationCode::from_number(number);
            let picture = picture(&code).unwrap();
            let pixels = pixels(&picture);
            assert_eq!(pixels.len(), picture.size);
            let grey = |x: usize, y: usize| if pixels[y][x] { 0 } else { 255 };
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(picture.size, picture.size, grey);
            let grids = image.detect_grids();
            assert_eq!(grids.len(), 1);
            assert_eq!(grids[0].decode().unwrap().1, code.digits());
            assert!(picture.png.len() < 1000, "{} bytes", picture.png.len());
        }
    }
}
