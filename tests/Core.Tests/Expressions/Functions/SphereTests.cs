namespace StreamGuard.Core.Tests.Expressions.Functions;

public class SphereTests
{
    [Theory]
    [InlineData("haversine_km(10, 20, 10, 20)", 0.0)]
    [InlineData("haversine_km(0, 0, 0, 180)", 20015.114442035923)]
    [InlineData("haversine_km(90, 0, -90, 77)", 20015.114442035923)]
    [InlineData("haversine_km(0, 179.5, 0, -179.5)", 111.19508023353292)]
    [InlineData("haversine_km(0, 0, 0.00001, 0)", 0.0011119508023353292)]
    [InlineData("haversine_km(1, 2, null, 3)", null)]
    public void Measures_along_the_sphere(string text, double? kilometres)
    {
        var found = (double?)Evaluate.Constant(text);

        if (kilometres is null) Assert.Null(found);
        else Assert.Equal(kilometres.Value, found!.Value, 1e-9 * Math.Max(1e-3, kilometres.Value));
    }
}
