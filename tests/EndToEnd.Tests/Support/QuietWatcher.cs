using Countme.Cli.Counting;
using Countme.Core.Upload;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>Keeps warnings; ignores the rest.</summary>
internal sealed class QuietWatcher : ICountWatcher
{
    public List<string> Warnings { get; } = [];

    public void Plans(Site site, long storedBytes)
    {
    }

    public void Starts(Station station, Site site, string key, long storedBytes, long? contentBytes)
    {
    }

    public void Reads(long bytes)
    {
    }

    public void Ends(bool didWork)
    {
    }

    public void Warns(string message)
    {
        lock (Warnings)
        {
            Warnings.Add(message);
        }
    }
}
