using System.Reflection;

namespace Countme.EndToEnd.Tests.Support;

/// <summary>Ports of which one method, the first time it has answered, lets something else happen before its caller goes on.</summary>
internal static class Interrupted
{
    public static T After<T>(T inner, string method, Func<Task> then)
        where T : class
    {
        T port = DispatchProxy.Create<T, InterruptedPort>();
        ((InterruptedPort)(object)port).Wrap(inner, method, then);
        return port;
    }
}

/// <summary>The port that <see cref="Interrupted"/> makes.</summary>
public class InterruptedPort : DispatchProxy
{
    private object? _inner;
    private string? _method;
    private Func<Task>? _then;

    internal void Wrap(object inner, string method, Func<Task> then) => (_inner, _method, _then) = (inner, method, then);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? answer = targetMethod!.Invoke(_inner, args);
        if (targetMethod.Name == _method && Interlocked.Exchange(ref _then, null) is { } then)
        {
            ((Task)answer!).GetAwaiter().GetResult();
            Task.Run(then).GetAwaiter().GetResult();
        }

        return answer;
    }
}
