using System.CommandLine;
using Countme.Adapters.Cloud;
using Countme.Cli.Following;
using Countme.Cli.Running;

namespace Countme.Cli.Verbs;

/// <summary><c>countme events</c>: what a pipeline tells, as it happens.</summary>
internal sealed class EventsVerb
{
    private const string ConnectionVariable = "CountmeBus";

    private readonly Terminal _terminal;
    private readonly Option<string?> _namespace = new("--namespace")
    {
        HelpName = "HOST",
        Description = "Host name of the Service Bus namespace, such as countme.servicebus.windows.net, for this machine's identity. "
            + $"Default: the connection string in the environment variable {ConnectionVariable}.",
    };

    private readonly Option<string> _topic = Named("--topic", "The topic.", new ServiceBusStatusOptions().Topic);
    private readonly Option<string> _subscription = Named(
        "--subscription", "The subscription; its events are removed as they are shown.", "cli");

    private readonly Option<string> _site = SharedOptions.Site(
        isRequired: false, "Show events of this site. Those of others are removed unseen.");

    private readonly Option<int> _count = SharedOptions.Number(
        "--count", "N", "End after N events; 0 for no end. Default: 0.", 0, int.MaxValue, 0);

    private readonly Option<bool> _json = SharedOptions.Flag("--json", "Write the CloudEvents themselves, one on a line.");

    private EventsVerb(Terminal terminal) => _terminal = terminal;

    /// <summary>Makes the verb.</summary>
    public static VerbCommand Create(Terminal terminal) => new EventsVerb(terminal).Create();

    private static Option<string> Named(string name, string description, string otherwise) => new(name)
    {
        HelpName = "NAME",
        Description = $"{description} Default: {otherwise}.",
        DefaultValueFactory = _ => otherwise,
    };

    private VerbCommand Create() => new VerbCommand(
        "events",
        "follow what a pipeline tells, as it happens\n"
            + "One line for each event, until Ctrl-C. An event is removed from its subscription when it is read, so two who read one "
                + "subscription see half each; the subscription cli is there for this verb, and keeps events for an hour.",
        ("events --namespace countme.servicebus.windows.net", "Follows all sites."),
        ("events --site mirrors.fedoraproject.org --json", "One site's events for a program, from the bus in CountmeBus."))
        .With(_namespace, _topic, _subscription, _site, _count, _json)
        .Does(RunAsync);

    private async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using EventSource source = EventSource.Open(
            parsed.GetValue(_namespace),
            Environment.GetEnvironmentVariable(ConnectionVariable),
            parsed.GetRequiredValue(_topic),
            parsed.GetRequiredValue(_subscription),
            _terminal);
        int left = parsed.GetValue(_count) is > 0 and int count ? count : int.MaxValue;
        try
        {
            await foreach (string text in source.ReadAsync(() => left, cancellation))
            {
                bool isShown = await ShowAsync(text, parsed.GetValue(_site), parsed.GetValue(_json), cancellation);
                if (isShown && left != int.MaxValue && --left == 0)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }

        return ExitCode.Ok;
    }

    /// <summary>Shows an event at once.</summary>
    /// <returns>Whether it was one of those wanted.</returns>
    private async Task<bool> ShowAsync(string text, string? site, bool isJson, CancellationToken cancellation)
    {
        if (ToldEvent.Read(text) is not { } told)
        {
            _terminal.Warn("A message on the topic is no JSON object and was left out.");
            return false;
        }

        if (site is not null && told.Site != site)
        {
            return false;
        }

        if (isJson)
        {
            await _terminal.Out.WriteLineAsync(told.Json);
        }
        else
        {
            _terminal.Write(told.Line());
        }

        await _terminal.Out.FlushAsync(cancellation);
        return true;
    }
}
