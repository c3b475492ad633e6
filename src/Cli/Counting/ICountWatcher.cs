using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>Is told what a run does, as it does it. Called from several threads.</summary>
internal interface ICountWatcher
{
    /// <summary>A site's log days are to be looked at; said again when they are known better.</summary>
    /// <param name="site">The site.</param>
    /// <param name="storedBytes">Stored size of all their logs, once for each step that reads them, in bytes.</param>
    void Plans(Site site, long storedBytes);

    /// <summary>A step starts.</summary>
    /// <param name="station">The station.</param>
    /// <param name="site">The site.</param>
    /// <param name="key">The day or week.</param>
    /// <param name="storedBytes">Its part of what was planned, in bytes; 0 for steps that read no log.</param>
    /// <param name="contentBytes">What it will read, in bytes, if that is known.</param>
    void Starts(Station station, Site site, string key, long storedBytes, long? contentBytes);

    /// <summary>Bytes of content were read since the last call.</summary>
    void Reads(long bytes);

    /// <summary>The step that started last ends.</summary>
    /// <param name="didWork">False when everything was up to date.</param>
    void Ends(bool didWork);

    /// <summary>Something needs to be said that is no error.</summary>
    void Warns(string message);
}
