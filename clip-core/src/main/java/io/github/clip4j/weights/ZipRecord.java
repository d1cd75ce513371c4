package io.github.clip4j.weights;

/**
 * One entry of a checkpoint's zip, as both of its headers say.
 *
 * @param name full name in the archive
 * @param stored whether its bytes lie there as they are (else deflated)
 * @param crc CRC-32 of its contents
 * @param packed bytes in the file
 * @param size bytes of its contents
 * @param position offset in the file of its first byte
 */
record ZipRecord(String name, boolean stored, long crc, long packed, long size, long position) {}
