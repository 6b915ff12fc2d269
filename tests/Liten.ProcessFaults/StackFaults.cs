namespace Liten.ProcessFaults;

/// <summary>No party runs on the stack of another: chains of any length fit on small stacks.</summary>
public class StackFaults
{
    [Theory]
    [InlineData("deep-awaits")]
    [InlineData("deep-joins")]
    [InlineData("deep-when-all")]
    [InlineData("deep-mutex")]
    [InlineData("deep-oneshots")]
    [InlineData("deep-abort")]
    [InlineData("deep-shutdown")]
    public void Chain_OnASmallStack_OverflowsNothing(string scenario)
    {
        // The scenario sets the stacks of its runtime; this one is for all other threads but the first.
        SubjectProcess subject = SubjectProcess.Run(new SubjectStart(SubjectStart.Scenarios, scenario) { Settings = [("DOTNET_Thread_DefaultStackSize", "40000")] });

        subject.AssertFigures(("passed", subject.Figure("depth")));
        subject.Report(scenario, "depth");
    }
}
