const WIDTH = 1_012;
const HEIGHT = 638;

/** What is printed on the sample card. */
export interface Printed {
  readonly name: string;
  readonly number: string;
  readonly birthDate: string;
  readonly country: string;
}

/**
 * A card that nobody could take for a document, for those who have none at hand to hold before a demo.
 * @param photo a camera whose picture becomes the holder's photo; without one somebody is drawn, whom no face can match
 * @returns a JPEG
 */
export async function sampleDocument(side: 'front' | 'back', printed: Printed, photo: HTMLVideoElement | null): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This browser draws no pictures.');
  const sky = pen.createLinearGradient(0, 0, WIDTH, HEIGHT);
  sky.addColorStop(0, '#dfeee7');
  sky.addColorStop(1, '#b9d6c8');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = '#14493a';
  pen.font = '600 40px sans-serif';
  pen.fillText(side === 'front' ? 'SPECIMEN IDENTITY CARD' : 'SPECIMEN (BACK)', 48, 76);
  pen.font = '28px sans-serif';
  const lines =
    side === 'front'
      ? [`Name  ${printed.name}`, `Number  ${printed.number}`, `Born  ${printed.birthDate}`, `Issued by  ${printed.country}`]
      : ['No document. Made by a demo.', printed.number];
  for (const [index, line] of lines.entries()) pen.fillText(line, side === 'front' ? 420 : 48, 190 + index * 62);
  if (side === 'front' && photo === null) drawPortrait(pen);
  if (side === 'front' && photo !== null) {
    const side = Math.min(photo.videoWidth, photo.videoHeight);
    pen.drawImage(photo, (photo.videoWidth - side) / 2, (photo.videoHeight - side) / 2, side, side, 40, 130, 360, 360);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
  if (blob === null) throw new Error('This browser makes no JPEG.');
  return blob;
}

function drawPortrait(pen: CanvasRenderingContext2D): void {
  pen.save();
  pen.fillStyle = '#8fa9b5';
  pen.fillRect(48, 130, 320, 420);
  pen.beginPath();
  pen.rect(48, 130, 320, 420);
  pen.clip();
  const oval = (x: number, y: number, rx: number, ry: number, fill: string | CanvasGradient) => {
    pen.fillStyle = fill;
    pen.beginPath();
    pen.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
    pen.fill();
  };
  oval(208, 590, 170, 130, '#33475b');
  oval(208, 460, 46, 70, '#c99274');
  oval(208, 290, 118, 140, '#4a3226');
  const skin = pen.createRadialGradient(190, 310, 20, 208, 330, 130);
  skin.addColorStop(0, '#efc3a4');
  skin.addColorStop(1, '#c98f6e');
  oval(208, 330, 98, 128, skin);
  for (const x of [170, 246]) {
    oval(x, 312, 19, 10, '#fdfbf8');
    oval(x, 312, 9, 9, '#3c2a1e');
    pen.strokeStyle = '#3f2a1f';
    pen.lineWidth = 7;
    pen.beginPath();
    pen.moveTo(x - 24, 290);
    pen.quadraticCurveTo(x, 278, x + 24, 290);
    pen.stroke();
  }
  pen.strokeStyle = '#a66a4c';
  pen.lineWidth = 5;
  pen.beginPath();
  pen.moveTo(208, 320);
  pen.quadraticCurveTo(196, 366, 204, 372);
  pen.lineTo(222, 372);
  pen.stroke();
  oval(208, 408, 34, 9, '#a94f4a');
  pen.restore();
}
