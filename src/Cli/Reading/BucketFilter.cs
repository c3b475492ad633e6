using System.CommandLine;
using Countme.Core.RawDb;

namespace Countme.Cli.Reading;

/// <summary>Which buckets a command line asks for: one pattern for each field that was given.</summary>
/// <param name="patterns">The patterns as they were given, by field.</param>
internal sealed class BucketFilter(IReadOnlyList<(BucketField Field, string Pattern)> patterns)
{
    private readonly (BucketField Field, Glob Glob)[] _globs = [.. patterns.Select(pattern => (pattern.Field, new Glob(pattern.Pattern)))];

    /// <summary>The patterns as they were given.</summary>
    public IReadOnlyList<(BucketField Field, string Pattern)> Patterns => patterns;

    /// <summary>Whether a bucket is asked for.</summary>
    public bool Fits(Bucket bucket) => Array.TrueForAll(_globs, one => one.Glob.Fits(one.Field.Of(bucket)));

    /// <summary>The options, one for each field.</summary>
    internal sealed class Options
    {
        private readonly (BucketField Field, Option<string> Option)[] _options =
        [
            .. BucketField.All.Select(field => (field, new Option<string>($"--{field.Name}")
            {
                HelpName = "TEXT",
                Description = $"Only this {field.Description}. Exact, or with * for any text.",
            })),
        ];

        /// <summary>Adds them to a verb.</summary>
        public void AddTo(Command command) => Array.ForEach(_options, one => command.Add(one.Option));

        /// <summary>What was given.</summary>
        public BucketFilter Of(ParseResult parsed) => new(
        [
            .. _options.Select(one => (one.Field, Pattern: parsed.GetValue(one.Option))).Where(one => one.Pattern is not null)
                .Select(one => (one.Field, one.Pattern!)),
        ]);
    }
}
