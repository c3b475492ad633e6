using Countme.Core.Upload;

namespace Countme.Cli.Counting;

/// <summary>Is told what a run does, as it does it. Called from several threads.</summary>
internal interface ICountWatcher
{
    /// <summary>A step starts.</summary>
    /// <param name="station">The station.</param>
    /// <param name="site">The site.</param>
    /// <param name="key">The day or week.</param>
    /// <param name="bytes">What there is to read, in bytes as stored; 0 when that says nothing.</param>
    void Starts(Station station, Site site, string key, long bytes);

    /// <summary>Bytes of content were read since the last call.</summary>
    void Reads(long bytes);

    /// <summary>The step that started last ends.</summary>
    /// <param name="didWork">False when everything was up to date.</param>
    void Ends(bool didWork);

    /// <summary>Something needs to be said that is no error.</summary>
    void Warns(string message);
}
