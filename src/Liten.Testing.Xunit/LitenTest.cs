using System.Reflection;
using System.Runtime.ExceptionServices;
using Xunit;
using Xunit.v3;

namespace Liten.Testing.Xunit;

/// <summary>One test of xunit's as the body of an exploration.</summary>
internal static class LitenTest
{
    public static void Explore(XunitTestRunnerContext context)
    {
        ILitenTestAttribute attribute = context.Method.GetCustomAttributes().OfType<ILitenTestAttribute>().First();
        ScheduleBody body = Bodies.Of(() => RunOnce(context), "", 0);
        foreach (ReplayAttribute past in context.Method.GetCustomAttributes<ReplayAttribute>())
        {
            Testing.Explore.ReplayBody(past.Replay, body, OptionsOf(attribute));
        }

        if (attribute.Replay is { } replay)
        {
            Testing.Explore.ReplayBody(replay, body, OptionsOf(attribute));
        }
        else
        {
            ExplorationReport report =
                Testing.Explore.RunBody(body, OptionsOf(attribute), context.Test.TestDisplayName);
            TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        }
    }

    private static async Task RunOnce(XunitTestRunnerContext context)
    {
        object? instance = context.Method.IsStatic ? null : Create(context);
        try
        {
            if (instance is IAsyncLifetime lifetime)
            {
                await lifetime.InitializeAsync();
            }

            await Invoke(context, instance);
        }
        finally
        {
            if (instance is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync();
            }
            else
            {
                (instance as IDisposable)?.Dispose();
            }
        }
    }

    private static object Create(XunitTestRunnerContext context)
    {
        object?[] arguments = Array.ConvertAll(
            context.ConstructorArguments,
            static argument => argument is Func<ITestOutputHelper?> late ? late() : argument);
        return Activator.CreateInstance(context.Method.ReflectedType!, arguments)!;
    }

    private static async Task Invoke(XunitTestRunnerContext context, object? instance)
    {
        try
        {
            switch (context.Method.Invoke(instance, context.MethodArguments))
            {
                case Task task:
                    await task;
                    break;
                case ValueTask task:
                    await task;
                    break;
                case LitenTask task:
                    await task;
                    break;
            }
        }
        catch (TargetInvocationException exception) when (exception.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException);
        }
    }

    private static ExploreOptions OptionsOf(ILitenTestAttribute attribute)
    {
        var options = new ExploreOptions
        {
            Strategy = attribute.Strategy switch
            {
                StrategyKind.Random => Strategy.Random,
                StrategyKind.Systematic => Strategy.Systematic,
                StrategyKind.Pct => Strategy.Pct,
                StrategyKind.Exhaustive => Strategy.Exhaustive,
                _ => Strategy.Default,
            },
            Points = attribute.Points,
            Workers = attribute.Workers,
            Outside = attribute.Outside,
            Leaks = attribute.Leaks,
            EarlyTimers = TimeSpan.FromMilliseconds(attribute.EarlyTimersMilliseconds),
        };
        if (attribute.Schedules != 0)
        {
            options.Schedules = attribute.Schedules;
        }

        if (attribute.MaxTurns != 0)
        {
            options.MaxTurns = attribute.MaxTurns;
        }

        return options;
    }
}
