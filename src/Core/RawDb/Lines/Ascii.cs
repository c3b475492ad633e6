using System.Buffers;
using System.Runtime.CompilerServices;

namespace Countme.Core.RawDb.Lines;

/// <summary>The character classes of the line rules. All are ASCII; every byte above 127 is an ordinary, non-blank character.</summary>
internal static class Ascii
{
    /// <summary>BLANK: space, TAB, VT, FF.</summary>
    public static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\v\f"u8);

    /// <summary>WORD, full stop and slash: what CANON is made of.</summary>
    public static readonly SearchValues<byte> Canon =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./"u8);

    /// <summary>WORD: what ARCH is made of.</summary>
    public static readonly SearchValues<byte> Word =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>What VERSION and VARIANT are made of; lower case only.</summary>
    public static readonly SearchValues<byte> Version = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-"u8);

    /// <summary>What an HTTP method is made of.</summary>
    public static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Whether a byte is a BLANK.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or 0x0B or 0x0C;

    /// <summary>Whether a byte is a DIGIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDigit(byte value) => (uint)(value - '0') <= 9;
}
