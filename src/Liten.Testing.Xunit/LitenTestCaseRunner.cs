using Xunit.v3;

namespace Liten.Testing.Xunit;

/// <summary>Runs the test of a case by <see cref="LitenTestRunner"/>.</summary>
internal sealed class LitenTestCaseRunner
    : XunitTestCaseRunnerBase<XunitTestCaseRunnerContext, IXunitTestCase, IXunitTest>
{
    public static readonly LitenTestCaseRunner Instance = new();

    public new async ValueTask<RunSummary> Run(XunitTestCaseRunnerContext context)
    {
        await using (context)
        {
            await context.InitializeAsync();
            return await base.Run(context);
        }
    }

    protected override ValueTask<RunSummary> RunTest(XunitTestCaseRunnerContext ctxt, IXunitTest test)
        => LitenTestRunner.Instance.RunIn(ctxt, test);
}
