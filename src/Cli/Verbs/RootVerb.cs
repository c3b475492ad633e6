using System.CommandLine;
using System.CommandLine.Help;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary>The command line as a whole.</summary>
internal static class RootVerb
{
    /// <summary>Makes it.</summary>
    public static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand("counts installed systems from mirrors' access logs, without tracking anybody")
        {
            CountVerb.Create(terminal),
            WeeksVerb.Create(terminal),
            ShowVerb.Create(terminal),
            ExplainVerb.Create(terminal),
            CombineVerb.Create(terminal),
            LoadVerb.Create(terminal),
            TotalVerb.Create(terminal),
            PublishVerb.Create(terminal),
            TrimVerb.Create(terminal),
            ExportVerb.Create(terminal),
            ImportVerb.Create(terminal),
            UploadVerb.Create(terminal),
            StatusVerb.Create(terminal),
            TotalsVerb.Create(terminal),
            BackfillVerb.Create(terminal),
            EventsVerb.Create(terminal),
            SampleVerb.Create(terminal),
            BenchVerb.Create(terminal),
            ParseVerb.Create(terminal),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Description = "Show this help.";
        help.Action = new VerbHelp();
        return root;
    }
}
