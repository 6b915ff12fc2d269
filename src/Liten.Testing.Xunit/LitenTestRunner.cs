using System.Diagnostics;
using Xunit.v3;

namespace Liten.Testing.Xunit;

/// <summary>Runs a test as an exploration: xunit makes no instance of the class, each schedule makes its own.</summary>
internal sealed class LitenTestRunner : XunitTestRunnerBase<XunitTestRunnerContext, IXunitTest>
{
    public static readonly LitenTestRunner Instance = new();

    public async ValueTask<RunSummary> RunIn(XunitTestCaseRunnerContext testCase, IXunitTest test)
    {
        await using var context = new XunitTestRunnerContext(
            test,
            testCase.ExplicitOption,
            testCase.MessageBus,
            testCase.Aggregator.Clone(),
            testCase.CancellationTokenSource,
            testCase.ParallelMode,
            testCase.Scheduler,
            testCase.BeforeAfterTestAttributes,
            testCase.ConstructorArguments,
            testCase.CaseFixtureMappings);
        await context.InitializeAsync();
        return await Run(context);
    }

    protected override bool IsTestClassCreatable(XunitTestRunnerContext ctxt) => false;

    protected override ValueTask<TimeSpan> InvokeTest(XunitTestRunnerContext ctxt, object? testClassInstance)
    {
        long begin = Stopwatch.GetTimestamp();
        ctxt.Aggregator.Run(() => LitenTest.Explore(ctxt));
        return new(Stopwatch.GetElapsedTime(begin));
    }
}
