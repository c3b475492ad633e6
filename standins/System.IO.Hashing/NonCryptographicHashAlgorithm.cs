namespace System.IO.Hashing;

/// <summary>
/// Base of hashes that are no protection against tampering. Follows the documented members of the class of that name; the storage
/// packages derive their CRC-64 from it.
/// </summary>
public abstract class NonCryptographicHashAlgorithm
{
    /// <summary>Sets the length of the hash. Documented: must be at least 1.</summary>
    /// <param name="hashLengthInBytes">Length of the hash, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1.</exception>
    protected NonCryptographicHashAlgorithm(int hashLengthInBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hashLengthInBytes, 1);
        HashLengthInBytes = hashLengthInBytes;
    }

    /// <summary>Length of the hash, in bytes.</summary>
    public int HashLengthInBytes { get; }

    /// <summary>Documented: appends to the data that was hashed so far.</summary>
    public abstract void Append(ReadOnlySpan<byte> source);

    /// <summary>Documented: returns to the state before any data.</summary>
    public abstract void Reset();

    /// <summary>Documented: writes the hash of the data so far and keeps the state.</summary>
    protected abstract void GetCurrentHashCore(Span<byte> destination);

    /// <summary>Documented: writes the hash and resets; unless overridden, one call after the other.</summary>
    protected virtual void GetHashAndResetCore(Span<byte> destination)
    {
        GetCurrentHashCore(destination);
        Reset();
    }

    /// <summary>Documented: appends an array.</summary>
    public void Append(byte[] source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Append(new ReadOnlySpan<byte>(source));
    }

    /// <summary>Documented: appends all that is left in a stream.</summary>
    public void Append(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] buffer = new byte[81920];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            Append(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Documented: the hash of the data so far; the state stays.</summary>
    public byte[] GetCurrentHash()
    {
        byte[] hash = new byte[HashLengthInBytes];
        GetCurrentHashCore(hash);
        return hash;
    }

    /// <summary>Documented: writes the hash of the data so far; the state stays.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than the hash.</exception>
    public int GetCurrentHash(Span<byte> destination)
    {
        GetCurrentHashCore(Fit(destination));
        return HashLengthInBytes;
    }

    /// <summary>Documented: the hash of the data so far; the state starts anew.</summary>
    public byte[] GetHashAndReset()
    {
        byte[] hash = new byte[HashLengthInBytes];
        GetHashAndResetCore(hash);
        return hash;
    }

    /// <summary>Documented: writes the hash of the data so far; the state starts anew.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is shorter than the hash.</exception>
    public int GetHashAndReset(Span<byte> destination)
    {
        GetHashAndResetCore(Fit(destination));
        return HashLengthInBytes;
    }

    private Span<byte> Fit(Span<byte> destination) => destination.Length >= HashLengthInBytes
        ? destination[..HashLengthInBytes]
        : throw new ArgumentException(
            $"The destination has {destination.Length} bytes, expected at least {HashLengthInBytes}.", nameof(destination));
}
