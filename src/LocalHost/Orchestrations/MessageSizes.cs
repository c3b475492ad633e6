using System.Text;
using Microsoft.Extensions.Logging;

namespace Countme.LocalHost.Orchestrations;

/// <summary>Holds messages to their limit and remembers the largest.</summary>
internal sealed class MessageSizes(int maxBytes, ILogger logger)
{
    private readonly Lock _lock = new();

    /// <summary>Bytes of the largest message so far.</summary>
    public int LargestBytes { get; private set; }

    /// <summary>Notes a message.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Check(string? data, string what)
    {
        int bytes = data is null ? 0 : Encoding.UTF8.GetByteCount(data);
        bool largest;
        lock (_lock)
        {
            largest = bytes > LargestBytes;
            LargestBytes = Math.Max(bytes, LargestBytes);
        }

        if (largest && bytes > 1024)
        {
            Log.LargestMessage(logger, bytes, what);
        }

        return bytes <= maxBytes
            ? null
            : FormattableString.Invariant(
                $"Found {bytes} bytes of JSON in {what}, expected at most {maxBytes}: store the data and pass its name.");
    }
}
