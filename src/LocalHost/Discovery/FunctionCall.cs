using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.LocalHost.Discovery;

/// <summary>Calls functions: an instance class is made anew for each call, in a scope of its own.</summary>
internal sealed class FunctionCall(IServiceScopeFactory scopes, Func<DurableTaskClient> client)
{
    /// <summary>Calls a function and awaits it.</summary>
    /// <param name="function">The function.</param>
    /// <param name="trigger">Value of the trigger's parameter.</param>
    /// <param name="other">Values of the parameters that are neither a token nor a client.</param>
    /// <param name="cancellation">Given to the function.</param>
    /// <returns>What it returned; null if nothing.</returns>
    public async Task<object?> RunAsync(
        FunctionMethod function, object? trigger, Func<ParameterInfo, object?> other, CancellationToken cancellation)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using (scope)
        {
            object? target = function.Method.IsStatic
                ? null
                : ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.Method.DeclaringType!);
            object?[] arguments =
            [
                .. function.Method.GetParameters().Select(parameter =>
                    parameter.Position == function.TriggerParameter.Position ? trigger
                    : parameter.ParameterType == typeof(CancellationToken) ? cancellation
                    : parameter.IsDefined(typeof(DurableClientAttribute)) ? client()
                    : other(parameter)),
            ];
            object? returned = function.Method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            return await ResultAsync(returned);
        }
    }

    /// <summary>The result of whatever a method returned, awaited if it can be.</summary>
    private static async Task<object?> ResultAsync(object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                Type? type = task.GetType();
                while (type is not null && (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>)))
                {
                    type = type.BaseType;
                }

                // A task without a result is a Task<VoidTaskResult> inside.
                object? result = type?.GetProperty(nameof(Task<object>.Result))!.GetValue(task);
                return result?.GetType().Name == "VoidTaskResult" ? null : result;
            case ValueTask task:
                await task;
                return null;
            case not null when returned.GetType() is { IsGenericType: true } generic
                && generic.GetGenericTypeDefinition() == typeof(ValueTask<>):
                return await ResultAsync(generic.GetMethod(nameof(ValueTask<object>.AsTask))!.Invoke(returned, null));
            default:
                return returned;
        }
    }
}
