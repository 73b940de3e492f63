"""A voice on a voicemail: not words, but a sound that rises and falls like them."""

import wave
from io import BytesIO
from math import pi, sin
from random import Random

_RATE = 8000  # samples a second, as telephones have it
_SYLLABLE = 0.22  # seconds


def speak(rng: Random, words: int) -> bytes:
    """Make a WAV file (8 kHz, 8 bit, mono) about as long as that many words, at most eight seconds."""
    samples = bytearray()
    for _ in range(min(36, words + words // 2)):
        pitch, vowel = rng.uniform(105, 190), rng.uniform(380, 900)
        length = int(_RATE * _SYLLABLE * rng.uniform(0.7, 1.3))
        for at in range(length):
            loud = sin(pi * at / length) ** 0.6
            second = at / _RATE
            sound = sin(2 * pi * pitch * second) * 0.6 + sin(2 * pi * vowel * second) * 0.25
            samples.append(128 + int(82 * loud * sound) + rng.randrange(-3, 4))
    file = BytesIO()
    with wave.open(file, "wb") as sound_file:
        sound_file.setnchannels(1)
        sound_file.setsampwidth(1)
        sound_file.setframerate(_RATE)
        sound_file.writeframes(bytes(samples))
    return file.getvalue()
