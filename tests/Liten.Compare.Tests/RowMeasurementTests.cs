namespace Liten.Compare.Tests;

public sealed class RowMeasurementTests
{
    private static readonly RowDefinition s_row = RowCatalog.Find("oneshot")!;

    [Theory]
    [InlineData(new double[] { 100, 101 }, false)]
    [InlineData(new double[] { 100, 101, 102.9 }, true)]
    [InlineData(new double[] { 100, 101, 103.1 }, false)]
    [InlineData(new double[] { 500, 100, 101, 102 }, true)]
    [InlineData(new double[] { 100, 101, 102, 50 }, false)]
    public void WarmUp_EndsWhenTheLastThreeWindowsAgree(double[] windows, bool agree) => Assert.Equal(agree, RowMeasurement.Agree(windows));

    [Fact]
    public async Task Row_WithAPeerThatCannotStart_GoesOnWithoutIt()
    {
        PeerDefinition liten = PeerCatalog.Find(PeerCatalog.Liten);
        var broken = new PeerDefinition("go", "Go", "/no/such/program", null);
        var measurement = new RowMeasurement(s_row, [broken, liten], workers: 1, SettingCatalog.Quiet, Protocol.Quick(rounds: 2));
        await measurement.RunAsync(TestContext.Current.CancellationToken);
        LineResult line = Assert.Single(measurement.Results);
        Assert.Equal(2, line.Liten!.Values.Count);
        Assert.Empty(line.Peers);
        Assert.StartsWith("quiet, oneshot: Go ", Assert.Single(measurement.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_ThatAPeerDoesNotHave_IsLeftOutWithoutANote()
    {
        PeerDefinition dotnet = PeerCatalog.Find("dotnet");
        var measurement = new RowMeasurement(RowCatalog.Find("runtime_start_stop")!, [dotnet], workers: 1, SettingCatalog.Quiet, Protocol.Quick(rounds: 1));
        await measurement.RunAsync(TestContext.Current.CancellationToken);
        Assert.Empty(measurement.Results);
        Assert.Empty(measurement.Notes);
    }
}
