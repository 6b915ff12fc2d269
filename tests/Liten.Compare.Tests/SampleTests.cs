namespace Liten.Compare.Tests;

public sealed class SampleTests
{
    [Fact]
    public void Answer_OfARuntimeWithCollector_HasAll()
    {
        var sample = Sample.Parse("""{"ops":200,"wall_ns":1000,"cpu_ns":3000,"bytes":800,"gc":[4,1,0],"figures":{"p50":7.5}}""");
        Assert.Equal(5, sample.NanosecondsPerOperation);
        Assert.Equal(15, sample.CpuPerOperation);
        Assert.Equal(4, sample.BytesPerOperation);
        Assert.Equal(20_000, sample.CollectionsPerMillion);
        Assert.Equal(7.5, sample.Figure(new FigureDefinition("wake_p50", "ns", "p50")));
    }

    [Fact]
    public void Answer_OfOneWithout_HasNoBytesAndNoCollections()
    {
        var sample = Sample.Parse("""{"ops":200,"wall_ns":1000,"cpu_ns":3000,"bytes":null,"gc":null,"figures":null}""");
        Assert.Null(sample.BytesPerOperation);
        Assert.Null(sample.CollectionsPerMillion);
    }

    [Theory]
    [InlineData("no such row", true)]
    [InlineData("not a number", false)]
    public void Answer_ThatIsAnError_IsAFailure(string message, bool unsupported)
    {
        PeerFailure failure = Assert.Throws<PeerFailure>(() => Sample.Parse($$"""{"error":"{{message}}"}"""));
        Assert.Equal((message, unsupported), (failure.Message, failure.IsUnsupported));
    }
}
