/** What a face model saw in one frame. Numbers only: judging them is the engine's, seeing them is an adapter's. */
export interface FaceObservation {
  /** When the camera took the frame, milliseconds since the first. */
  readonly atMs: number;
  readonly width: number;
  readonly height: number;
  /** Mean and spread of the luminance over the whole frame, 0 to 255. */
  readonly brightness: number;
  readonly contrast: number;
  /** Every face found, largest first. */
  readonly faces: readonly SeenFace[];
}

export interface SeenFace {
  /** Left, top, width and height in pixels. */
  readonly box: readonly [number, number, number, number];
  /** Certainty that it is a face, 0 to 1. */
  readonly score: number;
  /** Mean luminance of the face, 0 to 255. */
  readonly brightness: number;
  /** Radians as the model sees them: less than the head really turned, and monotonic in it. */
  readonly yaw: number;
  readonly pitch: number;
  /** Height of the eyes' opening by its width, mean of both. */
  readonly eyes: number;
  /** "Not a picture of a picture" and "alive", 0 to 1. */
  readonly real: number;
  readonly live: number;
  /** 468 landmarks as x and y in turn, pixels. */
  readonly landmarks: Float32Array;
  /** Describes whose face it is: 1,024 numbers. */
  readonly embedding: Float32Array;
}

/** What a face is held to. All are settings. */
export interface FaceThresholds {
  readonly match: number;
  readonly documentMatch: number;
  readonly real: number;
  readonly live: number;
  readonly turn: number;
  readonly depth: number;
  readonly blink: number;
}
